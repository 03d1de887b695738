import type { Act, Verb } from './verb.ts'

/** Every command of the terminal, in the order of its help. What a command needs is loaded when it runs, so that a look at the status starts no stage. */
export const VERBS: readonly Verb[] = [
  {
    usage: '',
    summary: '',
    options: [],
    act: lazily(
      () => import('./act-status.ts'),
      (module) => module.status,
    ),
  },
  {
    usage: 'status [feature]',
    summary: 'every feature, its state, what waits, what may run next',
    options: [],
    act: lazily(
      () => import('./act-status.ts'),
      (module) => module.status,
    ),
  },
  {
    usage: 'runs [feature]',
    summary: 'past runs',
    options: [],
    act: lazily(
      () => import('./act-look.ts'),
      (module) => module.runs,
    ),
  },
  {
    usage: 'log <run>',
    summary: 'the events of one run',
    options: [],
    act: lazily(
      () => import('./act-look.ts'),
      (module) => module.log,
    ),
  },
  {
    usage: 'doctor',
    summary: 'what is missing on this device, and what to do about it',
    options: [],
    act: lazily(
      () => import('./act-look.ts'),
      (module) => module.doctor,
    ),
  },
  {
    usage: 'agents',
    summary: 'the agents of this device',
    options: [],
    act: lazily(
      () => import('./act-look.ts'),
      (module) => module.agents,
    ),
  },
  {
    usage: 'init',
    summary: 'link a repo to a vault on this device',
    options: [['--name <name>', 'what the repo is called in notes']],
    act: lazily(
      () => import('./act-setup.ts'),
      (module) => module.init,
    ),
  },
  {
    usage: 'spec <feature>',
    summary: 'write the spec note',
    options: [['--from <file>', 'the text, - for stdin']],
    act: lazily(
      () => import('./act-setup.ts'),
      (module) => module.spec,
    ),
  },
  {
    usage: 'answer <feature> [question] [option]',
    summary: 'tick a box; alone: list what is open',
    options: [['--note <text>', 'your words: a reason, or what to change']],
    act: lazily(
      () => import('./act-setup.ts'),
      (module) => module.answerCommand,
    ),
  },
  {
    usage: 'trust',
    summary: 'show and approve the commands that notes ask this device to run',
    options: [['--yes', 'approve all of them']],
    act: lazily(
      () => import('./act-setup.ts'),
      (module) => module.trust,
    ),
  },
  {
    usage: 'court [feature]',
    summary: 'hold court over a spec',
    options: [['--jurors <seats>', 'who sits, for example claude:value,codex:cost']],
    act: lazily(
      () => import('./act-stage.ts'),
      (module) => module.court,
    ),
  },
  {
    usage: 'implement [feature]',
    summary: 'plan, build and check, from the first step that is not done',
    options: [['--hotfix <reason>', 'build without a court; the retro audits it']],
    act: lazily(
      () => import('./act-stage.ts'),
      (module) => module.implement,
    ),
  },
  {
    usage: 'critique [feature]',
    summary: 'review the whole diff and check every claim',
    options: [
      ['--full', 'every focus, whatever the diff touches'],
      ['--focus <list>', 'security, performance, correctness, patterns'],
    ],
    act: lazily(
      () => import('./act-stage.ts'),
      (module) => module.critique,
    ),
  },
  {
    usage: 'land [feature]',
    summary: 'squash the branch onto its target, after the gates passed there',
    options: [['--force <reason>', 'land without a PASS for the current work']],
    act: lazily(
      () => import('./act-stage.ts'),
      (module) => module.land,
    ),
  },
  {
    usage: 'retro [feature]',
    summary: 'keep what was learned, archive the notes',
    options: [],
    act: lazily(
      () => import('./act-stage.ts'),
      (module) => module.retro,
    ),
  },
  {
    usage: 'drop <feature>',
    summary: 'give up: archive the notes, keep the branch and the decision',
    options: [],
    act: lazily(
      () => import('./act-stage.ts'),
      (module) => module.drop,
    ),
  },
]

function lazily<Module>(load: () => Promise<Module>, pick: (module: Module) => Act): Act {
  return async (...given) => pick(await load())(...given)
}
