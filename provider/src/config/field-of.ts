export { fieldOf } from "../domain";
