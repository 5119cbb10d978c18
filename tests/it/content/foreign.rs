//! Markdown and HTML that a page has no form for: left out, taken as text, or read as a link, and its author is told.

use confluence_client::content::{Document, Edit, ReadOptions};

use super::{edited, notes, storage};

#[test]
fn what_a_page_does_not_store_is_left_out_with_a_note() {
    let page = "<style>\np {\n\n}\n</style>\n\na <script>alert(1 < 2)</script>b\n";
    assert_eq!(storage(page), "<p>a b</p>");
    let told = notes(page);
    assert!(told.contains("line 1, column 1: `<style>` was left out"), "{told}");
    assert!(told.contains("line 7, column 3: `<script>` was left out"), "{told}");
}

#[test]
fn cells_and_items_without_what_is_around_them_keep_their_text() {
    assert_eq!(
        storage("<table><td>a<td>b</td><tr><td>c</table>"),
        "<table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr><tr><td><p>c</p></td></tr></tbody></table>"
    );
    for (page, stored, tag) in [
        ("<td>x</td>\n\ny", "<p>x</p><p>y</p>", "td"),
        ("<tr><td>x</td></tr>", "<p>x</p>", "tr"),
        ("<li>x</li>", "<p>x</p>", "li"),
    ] {
        assert_eq!(storage(page), stored, "{page}");
        let told = notes(page);
        assert!(
            told.contains(&format!("`<{tag}>` was left out, and its text kept: it has to stand in")),
            "{told}"
        );
        assert!(!told.contains("never opened"), "{told}");
    }
}

#[test]
fn addresses_of_mail_are_links() {
    let link = |address: &str| format!("<a href=\"mailto:{address}\">{address}</a>");
    for (page, stored) in [
        ("Ask me@e.org.", format!("<p>Ask {}.</p>", link("me@e.org"))),
        ("(a.b_c+d@sub.e-f.org)", format!("<p>({})</p>", link("a.b_c+d@sub.e-f.org"))),
        ("<x@e.org>", format!("<p>{}</p>", link("x@e.org"))),
        (
            "`c@d.ef` git@github.com:a/b pkg@1.2.3 a@b",
            "<p><code>c@d.ef</code> git@github.com:a/b pkg@1.2.3 a@b</p>".to_owned(),
        ),
        ("a@b.org/x @me@e.org x@@e.org", "<p>a@b.org/x @me@e.org x@@e.org</p>".to_owned()),
    ] {
        assert_eq!(storage(page), stored, "{page}");
    }
    // What is plain text on a page stays plain text.
    let document = Document::parse("<p>Ask me@e.org today</p>").unwrap();
    let shown = document.markdown(&ReadOptions::new()).text.replace("today", "**now**");
    assert_eq!(edited(&document, &[Edit::page_markdown(shown)]), "<p>Ask me@e.org <strong>now</strong></p>");
    let spam = "@".repeat(200_000) + &" a@b".repeat(50_000);
    assert!(storage(&spam).starts_with("<p>@@@"));
}

#[test]
fn signs_of_other_markdowns_are_text_with_a_note() {
    for (page, told) in [
        ("so $E=mc^2$ it is", "`$E=mc^2$` is a formula"),
        ("$x$", "`$x$` is a formula"),
        ("$$\n\\frac{a}{b}\n$$", "is a formula"),
        ("see [[The Page]]", "write `[The Page](<page:The Page>)`"),
        ("see [[The Page|it]]", "write `[it](<page:The Page>)`"),
        ("![[a.png]]", "write `![](attachment:a.png)`"),
        ("an ==important== word", "`==important==` was written as text"),
    ] {
        assert!(notes(page).contains(told), "{page}: {}", notes(page));
    }
    for page in [
        "$5 and $6",
        "US$ and $HOME/bin:$PATH",
        "`$a=b$`",
        "a[[0]] == b",
        "x == y == z",
        "[[1](https://e.com)]",
    ] {
        assert_eq!(notes(page), "", "{page}");
    }
}
