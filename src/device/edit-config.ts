import { isAlias, isMap, isNode, type Document } from 'yaml'
import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { ConfigSchema } from './config-schema.ts'
import { configFile, type DevicePlace } from './place.ts'
import { begin, editYaml, isReference, tryYaml } from './yaml-file.ts'

export type DeviceKey = 'go_on' | 'agents_may_answer' | 'worktrees_at' | 'env_file'
export type AgentKey = 'kind' | 'model' | 'pays' | 'path' | 'argv' | 'fallback' | 'unconfined' | 'max_tool_calls' | 'price'
export type AgentValue = string | number | boolean | readonly string[] | Readonly<Record<string, number>>

/** One change of the device config, as a person makes it in a form. A value of null takes the key away, which gives it its default. */
export type ConfigChange =
  | { readonly what: 'device'; readonly key: DeviceKey; readonly value: string | boolean | null }
  | { readonly what: 'agent'; readonly name: string; readonly key: AgentKey; readonly value: AgentValue | null }
  | { readonly what: 'moved'; readonly which: 'repo' | 'vault'; readonly name: string; readonly path: string }
  | { readonly what: 'remove'; readonly from: 'agents' | 'repos'; readonly name: string }

/** Makes the change; comments and order stay. False: it was so already. Fails with `bad-config` where the result would not be valid. */
export function changeConfig(place: DevicePlace, change: ConfigChange): Promise<Result<boolean>> {
  return editYaml(configFile(place), ConfigSchema, (document) => apply(place, document, change))
}

/** Whether the change would be valid; nothing is written. */
export function checkChange(place: DevicePlace, change: ConfigChange): Promise<Result<void>> {
  return tryYaml(configFile(place), ConfigSchema, (document) => apply(place, document, change))
}

function apply(place: DevicePlace, document: Document.Parsed, change: ConfigChange): Result<boolean> {
  const path = pathOf(change)
  const value = change.what === 'moved' ? change.path : change.what === 'remove' ? null : change.value
  begin(document)
  const parents = path.slice(1).map((_, at) => path.slice(0, at + 1))
  const reference = parents.find((parent) => isAlias(document.getIn(parent, true)))
  if (reference !== undefined) return failed(isReference(configFile(place), reference.join('.')))
  const isGone = change.what === 'agent' && !isMap(document.getIn(['agents', change.name], true))
  return isGone ? failed(agentGone(change.name)) : ok(put(document, path, value))
}

/** Whoever changes it in a form must hear that the change is not kept. */
function agentGone(name: string): Failure {
  const why = `There is no agent called ${name} on this device any more.`
  return failure('bad-config', `${name} was not changed: it is gone.`, why, 'Add it again, or go on with another agent.')
}

function pathOf(change: ConfigChange): readonly string[] {
  switch (change.what) {
    case 'device':
      return [change.key]
    case 'agent':
      return ['agents', change.name, change.key]
    case 'moved':
      return change.which === 'repo' ? ['repos', change.name, 'path'] : ['vaults', change.name]
    case 'remove':
      return [change.from, change.name]
  }
}

/** Sets a value where there is something to set it in: an agent that is gone does not come back as half of one. null takes it away. */
function put(document: Document.Parsed, path: readonly string[], value: unknown): boolean {
  const parent = path.slice(0, -1)
  if (parent.length > 0 && !isMap(document.getIn(parent, true))) return false
  if (value === null) return document.hasIn(path) && document.deleteIn(path)
  const there: unknown = document.getIn(path, true)
  if (isNode(there) && JSON.stringify(there.toJS(document)) === JSON.stringify(value)) return false
  document.setIn(path, document.createNode(value))
  return true
}
