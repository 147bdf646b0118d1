import type { Methods } from "../host/methods";
import { check } from "./check";
import { remove } from "./delete";
import { diff } from "./diff";
import { read } from "./read";
import { create, update } from "./reconcile";

export const identityMethods: Methods = {
  check,
  diff,
  create,
  update: (_olds, news) => update(news),
  read,
  delete: remove,
};
