//! What looks alike is told apart: nothing that an edit takes away is missing from the losses, whatever it resembles, and
//! nothing that the service adds is one.

use confluence_client::content::{Document, Edit, Edited, Loss, ReadOptions};
use proptest::prelude::*;

use super::generator::{config, page};

fn macro_of(name: &str, attributes: &str, parameters: &[(&str, &str)]) -> String {
    let parameters: String = parameters
        .iter()
        .map(|(name, value)| format!("<ac:parameter ac:name=\"{name}\">{value}</ac:parameter>"))
        .collect();
    format!("<ac:structured-macro ac:name=\"{name}\"{attributes}>{parameters}</ac:structured-macro>")
}

fn link(inside: &str) -> String {
    format!("<ac:link>{inside}</ac:link>")
}

fn emoji(name: &str) -> String {
    format!(
        "<ac:emoticon ac:name=\"blue-star\" ac:emoji-shortname=\":{name}:\" ac:emoji-id=\"{name}\" ac:emoji-fallback=\":{name}:\" />"
    )
}

fn body(text: &str) -> String {
    format!("<ac:plain-text-link-body><![CDATA[{text}]]></ac:plain-text-link-body>")
}

/// Pairs that differ in what they are, and are shown alike or nearly so. Each stands within a line.
fn within_a_line() -> Vec<(&'static str, String, String)> {
    let jira = |id: &str, key: &str| macro_of("jira", id, &[("key", key)]);
    vec![
        ("emoji of the site", emoji("done"), emoji("not_done")),
        (
            "web links of the same words",
            "<a href=\"https://e.com/1\">see</a>".into(),
            "<a href=\"https://e.com/2\">see</a>".into(),
        ),
        (
            "a card and a link",
            "<a href=\"https://e.com/1\" data-card-appearance=\"inline\">https://e.com/1</a>".into(),
            "<a href=\"https://e.com/2\" data-card-appearance=\"inline\">https://e.com/2</a>".into(),
        ),
        (
            "a card and a link of its address",
            "<a href=\"https://e.com/1\" data-card-appearance=\"inline\">https://e.com/1</a>".into(),
            "<a href=\"https://e.com/1\">https://e.com/1</a>".into(),
        ),
        (
            "people of the same name",
            link("<ri:user ri:account-id=\"u1\" />"),
            link("<ri:user ri:account-id=\"u2\" />"),
        ),
        (
            "people of Data Center",
            link("<ri:user ri:userkey=\"k1\" />"),
            link("<ri:user ri:userkey=\"k2\" />"),
        ),
        (
            "pages of the same title",
            link(&format!("<ri:page ri:space-key=\"A\" ri:content-title=\"T\" />{}", body("T"))),
            link(&format!("<ri:page ri:space-key=\"B\" ri:content-title=\"T\" />{}", body("T"))),
        ),
        (
            "pages by id",
            link(&format!("<ri:page ri:content-id=\"111\" />{}", body("One"))),
            link(&format!("<ri:page ri:content-id=\"222\" />{}", body("One"))),
        ),
        (
            "blog posts of two days",
            link("<ri:blog-post ri:content-title=\"News\" ri:posting-day=\"2026/01/01\" />"),
            link("<ri:blog-post ri:content-title=\"News\" ri:posting-day=\"2026/01/02\" />"),
        ),
        (
            "files of two pages",
            link("<ri:attachment ri:filename=\"a.pdf\"><ri:page ri:content-title=\"A\" /></ri:attachment>"),
            link("<ri:attachment ri:filename=\"a.pdf\"><ri:page ri:content-title=\"B\" /></ri:attachment>"),
        ),
        ("spaces", link("<ri:space ri:space-key=\"A\" />"), link("<ri:space ri:space-key=\"B\" />")),
        ("issues", jira(" ac:macro-id=\"1\"", "A-1"), jira(" ac:macro-id=\"2\"", "A-2")),
        ("issues of the same key", jira(" ac:macro-id=\"1\"", "A-1"), jira(" ac:macro-id=\"2\"", "A-1")),
        (
            "anchors",
            macro_of("anchor", " ac:macro-id=\"1\"", &[("", "a")]),
            macro_of("anchor", " ac:macro-id=\"2\"", &[("", "b")]),
        ),
        (
            "images",
            "<ac:image><ri:attachment ri:filename=\"a.png\" /></ac:image>".into(),
            "<ac:image><ri:attachment ri:filename=\"b.png\" /></ac:image>".into(),
        ),
        (
            "comments on the same word",
            "<ac:inline-comment-marker ac:ref=\"r1\">word</ac:inline-comment-marker>".into(),
            "<ac:inline-comment-marker ac:ref=\"r2\">word</ac:inline-comment-marker>".into(),
        ),
        (
            "extensions",
            "<ac:adf-extension><ac:adf-node type=\"one\"><ac:adf-attribute key=\"text\">x</ac:adf-attribute></ac:adf-node></ac:adf-extension>".into(),
            "<ac:adf-extension><ac:adf-node type=\"two\"><ac:adf-attribute key=\"text\">x</ac:adf-attribute></ac:adf-node></ac:adf-extension>".into(),
        ),
    ]
}

/// The same as blocks of their own.
fn blocks() -> Vec<(&'static str, String, String)> {
    let within = |name: &str, id: &str, body: &str| {
        format!(
            "<ac:structured-macro ac:name=\"{name}\" ac:macro-id=\"{id}\"><ac:rich-text-body><p>{body}</p></ac:rich-text-body></ac:structured-macro>"
        )
    };
    let task = |id: &str| {
        format!(
            "<ac:task-list><ac:task><ac:task-id>{id}</ac:task-id><ac:task-uuid>u{id}</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body>do it</ac:task-body></ac:task></ac:task-list>"
        )
    };
    let extension = |kind: &str| {
        format!(
            "<ac:adf-extension><ac:adf-node type=\"{kind}\" /><ac:adf-fallback><p>shown</p></ac:adf-fallback></ac:adf-extension>"
        )
    };
    let include = |title: &str, id: &str| {
        macro_of(
            "include",
            id,
            &[("", &format!("<ac:link><ri:page ri:content-title=\"{title}\" /></ac:link>"))],
        )
    };
    vec![
        (
            "contents",
            macro_of("toc", " ac:macro-id=\"1\"", &[]),
            macro_of("toc", " ac:macro-id=\"2\"", &[("maxLevel", "2")]),
        ),
        (
            "diagrams",
            macro_of("drawio", " ac:macro-id=\"1\"", &[("diagramName", "a")]),
            macro_of("drawio", " ac:macro-id=\"2\"", &[("diagramName", "b")]),
        ),
        (
            "diagrams of the same name",
            macro_of("drawio", " ac:macro-id=\"1\"", &[("diagramName", "a")]),
            macro_of("drawio", " ac:macro-id=\"2\"", &[("diagramName", "a")]),
        ),
        ("included pages", include("A", " ac:macro-id=\"1\""), include("B", " ac:macro-id=\"2\"")),
        ("excerpts", within("excerpt", "1", "same"), within("excerpt", "2", "same")),
        ("excerpts and panels", within("excerpt", "1", "same"), within("panel", "2", "same")),
        ("tasks", task("1"), task("2")),
        ("extensions", extension("one"), extension("two")),
        (
            "images",
            "<ac:image ac:width=\"100\"><ri:attachment ri:filename=\"a.png\" /></ac:image>".into(),
            "<ac:image ac:width=\"200\"><ri:attachment ri:filename=\"b.png\" /></ac:image>".into(),
        ),
    ]
}

/// A page on which both stand, with a text before, between and behind; the parts of its Markdown, and its storage.
struct Both {
    document: Document,
    parts: [String; 2],
    markdown: String,
}

impl Both {
    fn of(one: &str, other: &str, in_line: bool, options: &ReadOptions) -> Self {
        let line = |inside: &str| if in_line { format!("<p>{inside}</p>") } else { inside.to_owned() };
        let page = format!("<h1>first</h1>{}<h1>second</h1>{}<h1>third</h1>", line(one), line(other));
        let document = Document::parse(&page).unwrap();
        let markdown = document.markdown(options).text;
        let between = |from: &str, to: &str| {
            let (_, rest) = markdown.split_once(from).unwrap();
            rest.split_once(to).unwrap().0.trim().to_owned()
        };
        let cut = |from: &str, to: &str| {
            let text = between(from, to);
            // The handle of a heading is none of the part.
            text.split_once("}\n\n")
                .filter(|(head, _)| head.starts_with("{#b"))
                .map_or(text.clone(), |(_, rest)| rest.to_owned())
        };
        Self { parts: [cut("# first", "# second"), cut("# second", "# third")], document, markdown }
    }

    fn edited(&self, markdown: String) -> Edited {
        self.document
            .edit(&[Edit::page_markdown(markdown)])
            .unwrap_or_else(|error| panic!("{error}\n{}", self.markdown))
    }
}

fn told(losses: &[Loss]) -> String {
    losses.iter().map(|loss| format!("{}: {}", loss.kind, loss.what)).collect::<Vec<_>>().join("; ")
}

fn each(test: impl Fn(&str, &str, &str, &Both)) {
    let names = [("u1".to_owned(), "Ada".to_owned()), ("u2".to_owned(), "Ada".to_owned())];
    let options = [
        ReadOptions::new(),
        ReadOptions::new().names(names.clone()),
        ReadOptions::new().names(names).comments(true),
        ReadOptions::new().handles(true).comments(true),
    ];
    for options in &options {
        for (in_line, pairs) in [(true, within_a_line()), (false, blocks())] {
            for (name, one, other) in pairs {
                test(name, &one, &other, &Both::of(&one, &other, in_line, options));
                test(name, &other, &one, &Both::of(&other, &one, in_line, options));
            }
        }
    }
}

#[test]
fn of_two_that_look_alike_the_one_that_is_deleted_is_told() {
    each(|name, one, other, page| {
        for (at, gone, kept) in [(0, one, other), (1, other, one)] {
            let (head, tail) = match at {
                0 => page.markdown.split_once(&page.parts[0]).unwrap(),
                _ => page.markdown.rsplit_once(&page.parts[1]).unwrap(),
            };
            let edited = page.edited(format!("{head}{tail}"));
            assert_eq!(edited.losses.len(), 1, "{name}: {}\n{}", told(&edited.losses), page.markdown);
            let without = page.document.storage().replacen(gone, "", 1);
            let without = without.replacen("<p></p>", "", 1);
            assert!(edited.storage == without || edited.storage.contains(kept), "{name}: {}", edited.storage);
            let again = Document::parse(&edited.storage).unwrap();
            assert!(!again.storage().contains(gone), "{name}: the wrong one is gone: {}", again.storage());
        }
    });
}

#[test]
fn two_that_look_alike_change_places_and_stay() {
    each(|name, one, other, page| {
        if page.parts[0] == page.parts[1] {
            return;
        }
        let swapped = page.markdown.replacen(&page.parts[0], "\u{e000}", 1);
        let (head, tail) = swapped.rsplit_once(&page.parts[1]).unwrap();
        let swapped = format!("{head}{}{tail}", page.parts[0]).replace('\u{e000}', &page.parts[1]);
        let edited = page.edited(swapped.clone());
        assert_eq!(told(&edited.losses), "", "{name}: {swapped}");
        let places = (edited.storage.find(other), edited.storage.find(one));
        assert!(
            places.0.is_some() && places.1.is_some() && places.0 < places.1,
            "{name}: {}\n{swapped}",
            edited.storage
        );
    });
}

#[test]
fn what_is_put_in_the_place_of_another_is_no_substitute() {
    each(|name, one, other, page| {
        // With the handle of the other the line is a copy of it; comments and people have names of their own.
        if page.parts[0] == page.parts[1] {
            return;
        }
        let edited = page.edited(page.markdown.replacen(&page.parts[0], &page.parts[1], 1));
        // A link of the same words that leads elsewhere was changed on purpose, and so was one that says it is a card.
        let leads_elsewhere = page.parts[1].starts_with('[') && !page.parts[1].contains("](user:");
        let is_card = name == "a card and a link of its address" && page.parts[1].contains("{card=");
        if edited.storage.contains(one) || leads_elsewhere || is_card {
            return;
        }
        assert!(!edited.losses.is_empty(), "{name}: {one} became {other} without a word\n{}", edited.storage);
    });
}

/// The page as a service stores it that adds every id and attribute that it can.
fn stored(sent: &str) -> String {
    let mut out = String::with_capacity(sent.len() * 2);
    let mut rest = sent;
    let mut number = 0;
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        out.push_str(text);
        if tail.starts_with("<![CDATA[") || tail.starts_with("<!--") {
            let end = if tail.starts_with("<!--") { "-->" } else { "]]>" };
            let end = tail.find(end).unwrap() + 3;
            out.push_str(&tail[..end]);
            rest = &tail[end..];
            continue;
        }
        let end = tail.find('>').unwrap() + 1;
        let (tag, after) = tail.split_at(end);
        let name: String =
            tag[1..].chars().take_while(|sign| !sign.is_whitespace() && !"/>".contains(*sign)).collect();
        let known = |attribute: &str| tag.contains(&format!(" {attribute}=\""));
        number += 1;
        let added: &[&str] = match &*name {
            "ac:structured-macro" => &["ac:macro-id", "ac:local-id", "ac:schema-version", "data-layout"],
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "ul" | "ol" | "blockquote" | "td"
            | "th" | "tr" => &["local-id"],
            "table" => &["data-table-width", "data-layout", "ac:local-id"],
            "ac:task-list" => &["ac:task-list-id"],
            "ac:image" => &["ac:original-width", "ac:original-height", "ac:custom-width"],
            "ri:attachment" => &["ri:version-at-save"],
            "ri:page" => &["ri:version-at-save"],
            "ri:user" => &["ri:local-id"],
            "ac:layout-section" => &["ac:breakout-mode"],
            "ac:emoticon" => &["ac:local-id"],
            _ => &[],
        };
        out.push('<');
        out.push_str(&name);
        for attribute in added.iter().filter(|attribute| !known(attribute)) {
            out.push_str(&format!(" {attribute}=\"{number}\""));
        }
        out.push_str(&tag[1 + name.len()..]);
        if name == "ac:task" && !after.starts_with("<ac:task-id>") && !tag.ends_with("/>") {
            out.push_str(&format!("<ac:task-id>{number}</ac:task-id><ac:task-uuid>{number}</ac:task-uuid>"));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[test]
fn every_construct_is_stored_with_ids_and_nothing_is_lost() {
    each(|name, _, _, page| {
        let sent = page.document.storage();
        let edited = page.document.edit(&[Edit::page_storage(stored(sent))]).unwrap();
        assert_eq!(told(&edited.losses), "", "{name}: {}", stored(sent));
    });
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_a_service_adds_is_no_loss(blocks in page()) {
        // As an author writes it: without ids.
        let ids = [" ac:macro-id=\"", " local-id=\"", " ac:local-id=\"", " ri:local-id=\"", " ri:version-at-save=\""];
        let mut sent = blocks.concat();
        for id in ids {
            while let Some(at) = sent.find(id) {
                let end = at + id.len() + sent[at + id.len()..].find('"').unwrap() + 1;
                sent.replace_range(at..end, "");
            }
        }
        let document = Document::parse(&sent).unwrap();
        let edited = document.edit(&[Edit::page_storage(stored(&sent))]).unwrap();
        prop_assert_eq!(told(&edited.losses), "", "{}", sent);
        let again = Document::parse(&edited.storage).unwrap();
        prop_assert_eq!(again.plain_text(), document.plain_text());
    }
}

/// No service stores them; a page that came from somewhere else with one can be read, and written back.
#[test]
fn characters_that_xml_does_not_allow_stay_where_nothing_is_edited() {
    let storage = "<p>a\u{1}b</p><pre>\u{2}</pre><p>same\u{fffe}</p><p>same</p>";
    let page = Document::parse(storage).unwrap();
    let read = page.markdown(&ReadOptions::new());
    assert!(read.text.starts_with("a?b\n") && read.lossy.iter().any(|hidden| hidden.count == 3), "{read:?}");
    let unedited = page.edit(&[Edit::page_markdown(read.text.as_str())]).unwrap();
    assert_eq!(unedited.storage, storage);
    let edited = page.edit(&[Edit::page_markdown(read.text.replace("a?b", "c"))]).unwrap();
    assert_eq!(edited.storage, storage.replace("a\u{1}b", "c"));
}
