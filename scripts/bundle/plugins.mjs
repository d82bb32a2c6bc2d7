// What esbuild needs to be told about the dependencies, each with its reason. All of them shorten the start of a
// command.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** js-yaml looks for a JavaScript parser behind the bundler's back, for a tag that the failsafe schema does not have. */
const withoutEsprima = {
  name: 'without-esprima',
  setup(build) {
    build.onLoad({ filter: /js-yaml\/lib\/js-yaml\/type\/js\/function\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace("_require('esprima')", 'undefined');
      if (contents === source) throw new Error(`${path}: does not look for esprima as it used to`);
      return { contents, loader: 'js' };
    });
  },
};

/** string-width builds an Intl.Segmenter and an emoji expression (20 ms) when it is loaded; help is mostly ASCII. */
const lazyStringWidth = {
  name: 'lazy-string-width',
  setup(build) {
    build.onResolve({ filter: /^string-width$/ }, ({ pluginData, resolveDir }) => {
      if (pluginData === 'real') return undefined;
      return { path: 'string-width', namespace: 'lazy', pluginData: resolveDir };
    });
    build.onResolve({ filter: /^real:string-width$/ }, ({ resolveDir }) =>
      build.resolve('string-width', { kind: 'import-statement', resolveDir, pluginData: 'real' }),
    );
    build.onLoad({ filter: /^string-width$/, namespace: 'lazy' }, ({ pluginData }) => ({
      contents: `export default function stringWidth(text, options) {
        return /^[\\x20-\\x7e]*$/.test(text) ? text.length : require('real:string-width').default(text, options);
      }`,
      resolveDir: pluginData,
      loader: 'js',
    }));
  },
};

// The same checks, which leave what is to be said about a failure to the real ones.
const lightAssert = `assert: {
    strictEqual: (a, b, text) => Object.is(a, b) || require('node:assert').strictEqual(a, b, text),
    notStrictEqual: (a, b, text) => !Object.is(a, b) || require('node:assert').notStrictEqual(a, b, text),
  }`;

/**
 * yargs makes process.stdout when it is loaded, to ask for a width that we give it, and loads node:assert for checks of
 * its own (5 ms together). It asks for the working directory, too, and fails where that was removed.
 */
const lightYargs = {
  name: 'light-yargs',
  setup(build) {
    build.onLoad({ filter: /yargs\/lib\/platform-shims\/esm\.mjs$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source
        .replace("import { notStrictEqual, strictEqual } from 'assert'", '')
        .replace(/assert: \{\s*notStrictEqual,\s*strictEqual\s*\}/, lightAssert)
        .replace(/stdColumns: [^\n]*/, 'stdColumns: null')
        .replace('mainFilename || process.cwd()', 'mainFilename');
      if (
        /import.*assert/.test(contents) ||
        !contents.includes(lightAssert) ||
        /process\.stdout|process\.cwd\(/.test(contents)
      )
        throw new Error(`${path}: is not what it used to be`);
      // Its own require looks from its own file, which is not there.
      return { contents: contents.replace('const require = createRequire(import.meta.url);', ''), loader: 'js' };
    });
  },
};

/** Parts of Node that take a millisecond and more to load, and that few invocations use: loaded when first touched. */
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup(build) {
    const filter =
      /^(?:node:)?(?:fs\/promises|os|crypto|child_process|module|tty|v8|timers\/promises|stream\/promises)$/;
    build.onResolve({ filter }, ({ path }) => ({ path: path.replace('node:', ''), namespace: 'lazy-builtin' }));
    build.onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, ({ path }) => ({
      contents: `
        let loaded;
        const load = () => (loaded ??= process.getBuiltinModule('node:${path}'));
        for (const name of ${JSON.stringify(Object.keys(require(path)))})
          Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });`,
      loader: 'js',
    }));
  },
};

export const plugins = [withoutEsprima, lazyStringWidth, lightYargs, lazyBuiltins];
