import type { Result } from '../basics/result.ts'

/** A folder with a commit checked out that agents read; nothing of the person's lives there. */
export interface Room {
  /** Absolute path. */
  readonly path: string
  readonly sha: string
  /** Files an agent changed although it had only read access, relative paths; empty is the rule. */
  changed(): Promise<readonly string[]>
  /**
   * Removes the folder if it is clean; a changed one stays and is reported by `forge doctor`. `discard` removes it in any case: for a
   * room in which only gates ran, whose leavings nobody will look for.
   */
  leave(discard?: boolean): Promise<void>
}

/** The worktree in which a feature is built, on `forge/<feature>`. */
export interface Bench {
  readonly path: string
  readonly branch: string
  /** True where this call made the folder, so that nothing is set up in it yet; false for one that was there. */
  readonly fresh: boolean
  /** The commit the branch points to. */
  head(): Promise<Result<string>>
  /** True where there is work that no commit holds. */
  dirty(): Promise<Result<boolean>>
  /** Files that differ from a commit, untracked ones included (ignored ones not), with their line counts. */
  changedSince(sha: string): Promise<Result<readonly ChangedFile[]>>
  /** Commits everything in the worktree (untracked included) and gives the new sha; null where there is nothing to commit. */
  commit(message: string): Promise<Result<string | null>>
}

export interface ChangedFile {
  readonly path: string
  /** Where a rename came from. */
  readonly from: string | null
  readonly change: 'added' | 'modified' | 'deleted' | 'renamed'
  readonly added: number
  readonly removed: number
}

/** What moved under a seal, one sentence each. */
export interface Sighting {
  /** Hooks, settings, refs: nothing that a person does in passing. */
  readonly tampered: readonly string[]
  /** Files of the main tree, where git cannot tell an agent's edits from the person's. */
  readonly written: readonly string[]
}

/** What must not move while an agent works: refs, hooks, config, the person's tree and index. */
export interface Seal {
  look(): Promise<Sighting>
  /** Both in one; empty is the rule. */
  breaches(): Promise<readonly string[]>
}

export interface Landing {
  readonly sha: string
  readonly target: string
  /** True where the person's tree was on the target and was moved with it. */
  readonly treeMoved: boolean
}

/** The linked repository. Commands never touch the person's tree or index, `land` excepted (and only a clean one). */
export interface Repo {
  readonly name: string
  /** Top of the main working tree, absolute. */
  readonly root: string
  /** `git rev-parse --git-common-dir`, absolute. */
  readonly commonDir: string
  /** The commit checked out in the main tree and its branch (null: detached). Fails with `unborn-branch`. */
  head(): Promise<Result<{ readonly sha: string; readonly branch: string | null }>>
  /** The commit a ref names, or null. */
  resolve(ref: string): Promise<string | null>
  isAncestor(ancestor: string, descendant: string): Promise<boolean>
  /** The text of a file at a commit, null where it is absent or binary. */
  show(sha: string, path: string): Promise<string | null>
  /** Every tracked path at a commit. */
  files(sha: string): Promise<readonly string[]>
  /** `git diff base head`, unified with 3 lines of context, renames found, no external tools, no colour, `a/` and `b/` prefixes. */
  diff(base: string, head: string): Promise<Result<string>>
  changed(base: string, head: string): Promise<Result<readonly ChangedFile[]>>
  /** A detached worktree at a commit, for reading. `purpose` names its folder, for example `billing-court`. */
  room(purpose: string, sha: string): Promise<Result<Room>>
  /** The feature's worktree: the one that is there (with its uncommitted work), or a new one on a branch from `base`. */
  bench(feature: string, base: string): Promise<Result<Bench>>
  /** A commit with the tree of `head` on top of `base` that tells nothing else of the work, its message included; no ref points at it. */
  blind(base: string, head: string): Promise<Result<string>>
  /** Removes the feature's worktree where nothing in it would be lost; says false where it stayed. The branch stays. */
  clearBench(feature: string): Promise<boolean>
  /** Remembers what must not move; call `breaches` when the agent is done. */
  seal(bench: Bench | null): Promise<Seal>
  /**
   * Makes the squash commit of `head` on top of `target` without touching any tree. Fails with `merge-conflict`.
   * Nothing points at it until `advance`.
   */
  squash(head: string, target: string, message: string): Promise<Result<{ readonly sha: string; readonly onto: string }>>
  /** Moves `target` from `onto` to `sha`, and the person's tree with it where it is checked out there (clean, else `dirty-tree`). */
  advance(target: string, sha: string, onto: string): Promise<Result<Landing>>
}
