/** Whether a text shows anything: not only blanks, controls, and characters that Unicode has browsers ignore. */
export const isVisible = text => /[^\p{Z}\p{Cc}\p{Cf}\p{DI}\u2800]/u.test(text);
