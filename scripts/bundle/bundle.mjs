// Makes the files of a command: `main.cjs`, which each call loads, and one for each part that is loaded where it is needed,
// as `import()` in the sources says.
import { rolldown } from 'rolldown';

/** @returns content by name of file, and the paths of the modules in them */
export async function bundle(command) {
  const build = await rolldown({
    input: { main: `packages/${command}/dist/main.js` },
    platform: 'node',
    resolve: {
      alias: {
        // js-yaml looks for a parser of JavaScript, for a tag that we do not read.
        esprima: false,
        // proper-lockfile is given a file system by us. This one would wrap all of node's as soon as it is loaded.
        'graceful-fs': 'node:fs',
      },
    },
    plugins: [withoutAssert],
    onLog,
  });
  const { output } = await build.generate({
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    // All that an ordinary call needs is in the file that is started.
    codeSplitting: { groups: [{ name: 'main', tags: ['$initial'] }] },
    comments: { legal: false },
  });
  await build.close();
  return {
    files: Object.fromEntries(output.map(({ fileName, code }) => [fileName, code])),
    modules: output.flatMap(({ moduleIds }) => moduleIds.filter((id) => !id.startsWith('\0'))),
  };
}

// signal-exit, which proper-lockfile loads, checks its one argument with it. To load node's takes longer than to lock.
const withoutAssert = {
  name: 'without-assert',
  transform: {
    filter: { id: /signal-exit\/index\.js$/ },
    handler: (code) => code.replace("require('assert')", '{ equal() {} }'),
  },
};

// What packages do that we do not use: gray-matter evaluates front matter in JavaScript, which we refuse; yargs would look for
// what `extends` names in a config.
const known = new Set(['EVAL', 'EMPTY_IMPORT_META']);

function onLog(level, log, forward) {
  if (known.has(log.code) && /node_modules/.test(log.id ?? log.message ?? '')) return;
  forward(level === 'warn' ? 'error' : level, log);
}
