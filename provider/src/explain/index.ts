export { parseQuestions } from "./question/question";
export type { AskedQuestion } from "./question/question";
export { answerAll, needOfMetabase, refusalOf } from "./answer/answer-all";
export type { Answer } from "./answer/answer";
export type { AnsweredPlace, Known } from "./answer/answered-place";
export { declaredIndex, desiredAccount } from "./answer/declared-index";
export type { ByHand } from "./place/by-hand";
export type { ExplainedCredential } from "./place/explain-place";
export { wordsOf } from "./words/words";
