export declare const KEY_HOLDERS: readonly string[]
export declare function serviceKeyOf(masterKey: string, service: string): string
export declare function serviceKeys(masterKey: string): Record<string, string>
