/** Whether a text may be an e-mail address, by the rule of the protocol. Not all of it: the server has the last word. */
export const mayBeEmailAddress = text => /^[^\s"(),:;<>@[\\\]]+@[^\s@]+$/.test(text.trim());
