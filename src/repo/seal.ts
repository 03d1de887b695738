import { differences } from './fingerprint.ts'
import type { Git } from './git.ts'
import { readControls } from './hooks.ts'
import { readLinkFile } from './link-file.ts'
import { named } from './named.ts'
import type { Bench, Seal, Sighting } from './repo.ts'
import { movedByWork, readRefs } from './seal-refs.ts'
import { readTree, writtenSince } from './seal-tree.ts'

export interface SealedPlaces {
  /** Git in the main tree. */
  readonly git: Git
  readonly commonDir: string
  /** Paths inside the main tree that are Forge's or Obsidian's to write, each as it begins. */
  readonly ours: readonly string[]
}

/** Remembers refs, hooks, settings, the main tree and its index. What the person does meanwhile (commit, fetch, switch) is no breach. */
export async function sealRepo(places: SealedPlaces, bench: Bench | null): Promise<Seal> {
  const { git, commonDir, ours } = places
  const folders = bench === null ? [git] : [git, git.at(bench.path)]
  const readAll = () => Promise.all(folders.map((folder) => readControls(folder, commonDir)))
  const [controls, refs, tree, link] = await Promise.all([
    readAll(),
    readRefs(git),
    readTree(git, ours),
    bench === null ? null : readLinkFile(git.at(bench.path), commonDir),
  ])
  const look = async (): Promise<Sighting> => {
    if (link?.ok === true && !(await link.value.check()).ok)
      return { tampered: ['The .git file of the worktree was rewritten.'], written: [] }
    const [now, moved, written] = await Promise.all([
      readAll(),
      bench === null ? [] : movedByWork(git, bench, refs),
      writtenSince(git, ours, tree),
    ])
    const changed = new Set(now.flatMap((after, index) => differences(controls[index] ?? new Map(), after)))
    return {
      tampered: [
        ...sentence('Hooks or settings of git changed', [...changed]),
        ...sentence('Refs were moved to commits of this worktree', moved),
      ],
      written: sentence('Files of the main working tree were written (if that was you, run the same command again)', written),
    }
  }
  return { look, breaches: () => look().then(({ tampered, written }) => [...tampered, ...written]) }
}

function sentence(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${named(names)}.`]
}
