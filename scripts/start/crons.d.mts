export function cronsIn(text: string): string[];
export function cronAddresses(origin: string): string[];
export function keepTime(origin: string, say: (line: string) => void): void;
