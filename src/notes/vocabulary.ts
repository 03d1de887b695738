/** The closed vocabularies of the notes, one union each, shared by every writer and reader. */

export const STATUSES = ['SPEC', 'DECIDED', 'IMPLEMENTING', 'CRITIQUING', 'PASS', 'REJECTED', 'RETRO', 'ARCHIVED'] as const
export type Status = (typeof STATUSES)[number]

/** What a person can run on a feature. */
export const STAGES = ['spec', 'court', 'implement', 'critique', 'retro'] as const
export type Stage = (typeof STAGES)[number]

/** What a note's name can say after the feature: the stages, and the notes that belong to one. */
export const NOTE_STAGES = [...STAGES, 'plan', 'opinion', 'prune'] as const
export type NoteStage = (typeof NOTE_STAGES)[number]

export const VERDICTS = ['GO', 'DEFER', 'KILL'] as const
/** A court's verdict. */
export type Verdict = (typeof VERDICTS)[number]

export const REVIEW_VERDICTS = ['PASS', 'REJECTED'] as const
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number]

export const LENSES = ['value', 'cost', 'risk'] as const

export const GATE_RESULTS = ['passed', 'failed', 'none'] as const
/** What a run of the gates came to; `none` where no gate is set. */
export type GateResult = (typeof GATE_RESULTS)[number]
