import { documentProperty } from '../client/host-page.js';

/** What the owner sees about a visit. */
export const visitInfo = ({ domain, locale }) => ({
  domain, locale, page: location.origin + location.pathname, referrer: documentProperty('referrer') || undefined, device: device(navigator.userAgent),
});

const device = agent => {
  const browser = /Edg|OPR|SamsungBrowser|Firefox|FxiOS/.exec(agent) ?? /Chrome|CriOS|Safari/.exec(agent);
  const system = /Android|iPhone|iPad|Windows|Mac OS|CrOS|Linux/.exec(agent);
  return browser && system ? `${{ Edg: 'Edge', OPR: 'Opera', FxiOS: 'Firefox', CriOS: 'Chrome' }[browser] ?? browser} on ${system}` : undefined;
};

/** The `sub` of an identity JWT. Not verified here: only the server can do that. */
export const subjectOf = jwt => {
  try {
    return encodeURIComponent(JSON.parse(atob(jwt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).sub);
  } catch {
    return '';
  }
};
