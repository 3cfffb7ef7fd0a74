import { styleText } from 'node:util';

// Colours are left out where the output is no terminal, and as NO_COLOR and FORCE_COLOR say.
export const heading = (text: string): string => styleText('bold', text);
export const aside = (text: string): string => styleText('dim', text);
export const command = (text: string): string => styleText('cyan', `$ ${text}`);
export const success = (text: string): string => styleText('green', text);
export const failure = (text: string): string => styleText('red', text);
