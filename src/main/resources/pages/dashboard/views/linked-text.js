export const links = text => text;
