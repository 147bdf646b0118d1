import { classifyPassword } from "../../provider/src/domain";
import { passwordStates } from "../support/password-states";

test.each(passwordStates)("%j is %j", (text, state) => {
  expect(classifyPassword(text)).toEqual(state);
  expect(classifyPassword(text)).toEqual(state);
});
