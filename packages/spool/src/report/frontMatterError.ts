/** What is wrong with a document, without its place: `parseReport` adds that. */
export class FrontMatterError extends Error {}
