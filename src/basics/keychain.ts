/** Where a person keeps secrets on this device beside its environment and files, as a face knows it. */
export interface Keychain {
  /** The secret that stands for a variable, null where there is none. */
  read(variable: string): string | null
  /** The place, as a sentence names it. */
  placeOf(variable: string): string
  /** What a person does to put one there for an agent: a sentence. */
  adviceOn(variable: string, agent: string): string
}
