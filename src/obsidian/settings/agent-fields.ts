import type { AgentKey, AgentValue } from '../../device/edit-config.ts'
import { textOfValue } from '../../policy/policy-text.ts'
import type { AgentView } from '../desktop/settings.ts'

export const AGENT_PREFIX = 'agent/'
const AGENT_KEYS: readonly AgentKey[] = ['kind', 'model', 'pays', 'path', 'argv', 'fallback', 'unconfined', 'max_tool_calls', 'price']
const PRICES = ['in', 'out', 'cached']

/** The agent and the key that a control is about, null where it is about something else. */
export function agentKeyOf(control: string): { readonly name: string; readonly key: AgentKey } | null {
  const [prefix, name = '', last] = control.split('/')
  const key = AGENT_KEYS.find((one) => one === last)
  return `${prefix ?? ''}/` === AGENT_PREFIX && key !== undefined ? { name, key } : null
}

/** What a control shows of a key. */
export function agentField(agent: AgentView, key: AgentKey): string | boolean {
  if (key === 'unconfined') return agent.unconfined
  if (key === 'max_tool_calls') return textOfValue(agent.maxToolCalls)
  return key === 'price' ? agent.price.join(', ') : textOfValue(agent[key])
}

/** What was entered in a control as a value of a key; null takes the key away. It may not be allowed: the device config says why. */
export function agentValue(key: AgentKey, entered: unknown): AgentValue | null {
  if (typeof entered === 'boolean') return entered || null
  const text = textOfValue(entered).trim()
  if (text === '') return null
  if (key === 'argv') return text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (key === 'price') return priceIn(text)
  return key === 'max_tool_calls' && !Number.isNaN(Number(text)) ? Number(text) : text
}

/** `2, 10, 0.2`; a text where it is no price. */
function priceIn(text: string): AgentValue {
  const numbers = text.split(/[\s,;]+/).map(Number)
  const isPrice = numbers.length >= 2 && numbers.length <= PRICES.length && !numbers.some(Number.isNaN)
  return isPrice ? Object.fromEntries(numbers.map((one, at) => [PRICES[at] ?? '', one])) : text
}
