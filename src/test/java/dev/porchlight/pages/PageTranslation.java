package dev.porchlight.pages;

import com.microsoft.playwright.Page;

/** What Chrome does to a page that it translates, but to all of it, and with the same words. */
final class PageTranslation {

    private PageTranslation() {}

    /** Puts two elements of its own in the place of each text node, also in shadow roots. */
    static void translate(Page page) {
        page.evaluate("""
                () => {
                  const translate = root => {
                    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
                    const texts = [];
                    while (walker.nextNode()) {
                      const node = walker.currentNode;
                      if (node.shadowRoot) translate(node.shadowRoot);
                      if (node.nodeType === Node.TEXT_NODE && !node.parentNode.closest('font, script, style, textarea')) texts.push(node);
                    }
                    for (const text of texts) {
                      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
                      inner.textContent = text.data;
                      outer.append(inner);
                      text.replaceWith(outer);
                    }
                  };
                  translate(document.documentElement);
                }""");
    }
}
