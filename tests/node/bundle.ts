import path from 'node:path'
import { build } from 'esbuild'

/** Makes a program of its own from a TypeScript file, for tests that need real processes; gives the path that `node` can run. */
export async function bundle(entry: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}.cjs`)
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' })
  return outfile
}
