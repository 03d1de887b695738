export function embedded(shorten?: (text: string) => string | Promise<string>): Promise<{ FORGE_REHEARSAL: string; FORGE_VIEWS: string }>
