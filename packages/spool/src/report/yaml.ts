// What a part is made of: all of the report format that needs a library.
export { dumpYaml } from './dumpYaml.ts';
export { parseYaml } from './parseYaml.ts';
export { reportSchema } from './reportSchema.ts';
