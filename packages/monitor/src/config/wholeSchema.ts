// What a part is made of: all of the file of jobs that needs a library.
export { checkFaultyEntry } from './faultyEntry.ts';
export { knownKeys } from './knownKeys.ts';
export { defaultsSchema, jobSchema } from './schema.ts';
