import type { Git } from './git.ts'

const FORGE_NAME = 'Forge'
const FORGE_EMAIL = 'forge@localhost'

/** What a commit needs in its environment: nothing where the person has told git who they are, Forge's own name otherwise. */
export async function identityEnv(git: Git): Promise<Readonly<Record<string, string>>> {
  // Without this setting git makes an address up from the user and host name.
  const known = async (variable: string): Promise<boolean> => (await git.run(['-c', 'user.useConfigOnly=true', 'var', variable])).code === 0
  const [author, committer] = await Promise.all([known('GIT_AUTHOR_IDENT'), known('GIT_COMMITTER_IDENT')])
  if (author && committer) return {}
  return {
    GIT_AUTHOR_NAME: FORGE_NAME,
    GIT_AUTHOR_EMAIL: FORGE_EMAIL,
    GIT_COMMITTER_NAME: FORGE_NAME,
    GIT_COMMITTER_EMAIL: FORGE_EMAIL,
  }
}
