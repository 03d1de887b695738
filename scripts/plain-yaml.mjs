// In what is built, YAML 1.1 and its rarer types (sets, ordered maps, pairs, bytes, times) are read as plain YAML 1.2: as mappings, lists
// and texts. No note and no setting has a use for them, and a phone loads all of it.
import path from 'node:path'

const LEFT_OUT = ['binary', 'omap', 'pairs', 'set', 'timestamp']
const NAMES = [...LEFT_OUT, 'intTime', 'floatTime']

/** For esbuild. */
export const plainYaml = {
  name: 'plain-yaml',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /yaml-1\.1\/schema\.js$/ }, ({ resolveDir }) => ({ path: path.join(resolveDir, 'core', 'schema.js') }))
    const filter = new RegExp(`yaml-1\\.1/(?:${LEFT_OUT.join('|')})\\.js$`)
    onResolve({ filter }, () => ({ path: 'left-out', namespace: 'plain-yaml' }))
    onLoad({ filter: /^left-out$/, namespace: 'plain-yaml' }, () => ({
      contents: `export const ${NAMES.map((name) => `${name} = undefined`).join(', ')}`,
    }))
  },
}
