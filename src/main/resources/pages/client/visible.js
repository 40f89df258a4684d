/** Whether a text shows anything. The server's rule is InputText.isBlank, of which this must be the opposite. */
export const isVisible = text => /[^\p{Z}\p{Cc}\p{DI}\p{Mn}\p{Me}\u2800\ufff9-\ufffb\u{13430}-\u{1343f}\u{1d159}]/u.test(text);
