/** What is kept in the visitor's browser: the chat's id, the token that opens it, and the subject of an identity. */
export const remembered = key => {
  try {
    const [chatId, token, subject = ''] = localStorage.getItem(key)?.split(' ') ?? [];
    return token && { chatId, token, subject };
  } catch {
    return undefined;
  }
};

export const remember = (key, { chatId, token, subject } = {}) => {
  try {
    if (token) localStorage.setItem(key, `${chatId} ${token} ${subject}`);
    else localStorage.removeItem(key);
  } catch { /* It lasts as long as the page then. */ }
};

/** Whom a website's JWT is about; only the server knows whether it is true. */
export const subjectOf = jwt => {
  try {
    return encodeURIComponent(JSON.parse(atob(jwt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).sub);
  } catch {
    return '';
  }
};

/** Where the visitor is, and with what. */
export const visit = ({ domain, locale }) => ({
  domain, locale, page: location.origin + location.pathname, referrer: document.referrer || undefined, device: device(navigator.userAgent),
});

const device = agent => {
  const browser = /Edg|OPR|SamsungBrowser|Firefox|FxiOS/.exec(agent) ?? /Chrome|CriOS|Safari/.exec(agent);
  const system = /Android|iPhone|iPad|Windows|Mac OS|CrOS|Linux/.exec(agent);
  return browser && system ? `${{ Edg: 'Edge', OPR: 'Opera', FxiOS: 'Firefox', CriOS: 'Chrome' }[browser] ?? browser} on ${system}` : undefined;
};
