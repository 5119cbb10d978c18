//! Replacing text: addresses that are shown, and marks that are quoted.

use confluence_client::content::{Document, Edit};

use super::edited;

#[test]
fn a_shown_address_and_the_one_that_is_followed_change_together() {
    let link = |address: &str| format!("<p>See <a href=\"{address}\">{address}</a> or ask.</p>");
    let page = Document::parse(&link("https://e.com/a?x=1&amp;y=old")).unwrap();
    let after =
        edited(&page, &[Edit::replace_text("https://e.com/a?x=1&y=old", "https://e.com/b?x=1&y=new")]);
    assert_eq!(after, link("https://e.com/b?x=1&amp;y=new"));
    assert_eq!(edited(&page, &[Edit::replace_text("e.com", "e.org")]), link("https://e.org/a?x=1&amp;y=old"));
    let mail = "<p><a href=\"mailto:a@e.com\">a@e.com</a></p>";
    let changed = edited(&Document::parse(mail).unwrap(), &[Edit::replace_text("a@e.com", "b@e.com")]);
    assert_eq!(changed, mail.replace("a@e.com", "b@e.com"));
    for (text, replace) in [("https://e.com/short", "https://e.com/x"), ("https://e.com/old", "our site")] {
        let page = format!("<p><a href=\"https://e.com/old\">{text}</a></p>");
        let done = Document::parse(&page).unwrap().edit(&[Edit::replace_text(text, replace)]).unwrap();
        assert_eq!(done.storage, page.replace(&format!(">{text}"), &format!(">{replace}")));
        assert!(done.notes[0].message.contains("leads to `https://e.com/old` as before"), "{:?}", done.notes);
    }
}

#[test]
fn marks_are_taken_off_by_text_without_them() {
    let page =
        "<p>Price <strong>10</strong> EUR <del>old</del> <code>x</code> <a href=\"https://e.com\">y</a></p>";
    let document = Document::parse(page).unwrap();
    for (find, replace, before, after) in [
        ("**10**", "10", "<strong>10</strong>", "10"),
        ("Price **10** EUR", "Price 20 EUR", "<strong>10</strong>", "20"),
        ("~~old~~", "old", "<del>old</del>", "old"),
        ("`x`", "x", "<code>x</code>", "x"),
        ("[y](https://e.com)", "y", "<a href=\"https://e.com\">y</a>", "y"),
    ] {
        let edited = document.edit(&[Edit::replace_text(find, replace)]).unwrap();
        assert_eq!(edited.storage, page.replace(before, after), "{find}");
    }
    let same = document.edit(&[Edit::replace_text("Price", "Price")]).unwrap();
    assert!(same.notes[0].message.contains("nothing was changed"), "{:?}", same.notes);
}
