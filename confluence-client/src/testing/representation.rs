//! Body representations: what the service checks, rewrites and renders.

use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Value, json};

/// A body; the Atlassian Document Format is kept when it was written in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) storage: Arc<str>,
    pub(crate) adf: Option<String>,
}

impl Body {
    pub(crate) fn storage(storage: impl Into<Arc<str>>) -> Self {
        Self { storage: storage.into(), adf: None }
    }
}

/// Whether storage format is well-formed; the reason if not.
pub(crate) fn check(storage: &str) -> Result<(), String> {
    let mut reader = Reader::from_str(storage);
    let mut depth = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) if depth == 0 => return Ok(()),
            Ok(Event::Eof) => return Err("unexpected end of content: an element is not closed".to_owned()),
            Ok(_) => {}
            Err(error) => return Err(format!("{error} (position {})", reader.error_position())),
        }
    }
}

/// Some of the letters that the service writes by their names in HTML.
const NAMED: [(char, &str); 5] =
    [('\u{2014}', "&mdash;"), ('ö', "&ouml;"), ('ß', "&szlig;"), ('©', "&copy;"), ('→', "&rarr;")];

/// What the service stores of the storage format that it was sent: the same meaning in other bytes. Text in CDATA is
/// stored as it is.
pub(crate) fn rewritten(storage: &str, mut macro_id: impl FnMut() -> String) -> String {
    const CDATA: &str = "<![CDATA[";
    let mut out = String::with_capacity(storage.len() + storage.len() / 8);
    let mut rest = storage;
    while let Some(start) = rest.find(CDATA) {
        let (markup, data) = rest.split_at(start);
        let length = data.find("]]>").map_or(data.len(), |end| end + 3);
        let (data, behind) = data.split_at(length);
        rewrite_into(&mut out, markup, &mut macro_id);
        out.push_str(data);
        rest = behind;
    }
    rewrite_into(&mut out, rest, &mut macro_id);
    out
}

/// Rewrites what stands between two sections of CDATA.
fn rewrite_into(out: &mut String, markup: &str, macro_id: &mut impl FnMut() -> String) {
    const OPENING: &str = "<ac:structured-macro ";
    let mut markup = markup.replace("<hr/>", "<hr />").replace("<br/>", "<br />");
    for (letter, entity) in NAMED {
        markup = markup.replace(letter, entity);
    }
    let mut parts = markup.split(OPENING);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str(OPENING);
        let tag = part.split('>').next().unwrap_or_default();
        let (open, rest) = part.split_at(tag.len());
        let open_ended = open.trim_end_matches(['/', ' ']);
        out.push_str(open_ended);
        if !tag.contains("ac:schema-version=") {
            out.push_str(" ac:schema-version=\"1\"");
        }
        if !tag.contains("ac:macro-id=") {
            out.push_str(&format!(" ac:macro-id=\"{}\"", macro_id()));
        }
        out.push_str(if tag.ends_with('/') { " /" } else { "" });
        out.push_str(rest);
    }
}

/// The text of a body, blocks separated by spaces: what search looks at.
pub(crate) fn text(storage: &str) -> String {
    let mut words = String::with_capacity(storage.len() / 2);
    walk(storage, |piece| match piece {
        Piece::Text(text) => words.push_str(text),
        Piece::Open(name, _) | Piece::Close(name) if is_block(name) => words.push(' '),
        _ => {}
    });
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A rendering as HTML, near enough for `view` and its relatives.
pub(crate) fn view(storage: &str) -> String {
    let mut html = String::with_capacity(storage.len());
    let mut hidden = 0usize;
    walk(storage, |piece| match piece {
        Piece::Open("ac:parameter", _) => hidden += 1,
        Piece::Close("ac:parameter") => hidden = hidden.saturating_sub(1),
        Piece::Open(name, tag) => html.push_str(&opened(name, tag)),
        Piece::Close("ac:structured-macro" | "ac:rich-text-body") => html.push_str("</div>"),
        Piece::Close(name) if !name.contains(':') => html.push_str(&format!("</{name}>")),
        Piece::Text(text) if hidden == 0 => html.push_str(&escape(text)),
        _ => {}
    });
    html
}

fn opened(name: &str, tag: &BytesStart<'_>) -> String {
    match name {
        "ac:structured-macro" => format!("<div class=\"confluence-{}-macro\">", attribute(tag, "ac:name")),
        "ac:rich-text-body" => "<div>".to_owned(),
        _ if name.contains(':') => String::new(),
        _ => format!("<{name}>"),
    }
}

/// A body as an Atlassian Document Format document: as it was written, or headings and paragraphs.
pub(crate) fn adf(body: &Body) -> String {
    if let Some(adf) = &body.adf {
        return adf.clone();
    }
    let mut blocks: Vec<Value> = Vec::new();
    let (mut open, mut words) = (String::from("p"), String::new());
    walk(&body.storage, |piece| match piece {
        Piece::Text(text) => words.push_str(text),
        Piece::Open(name, _) if is_block(name) => {
            blocks.extend(block(&open, &mut words));
            open = name.to_owned();
        }
        Piece::Close(name) if is_block(name) => blocks.extend(block(&open, &mut words)),
        _ => {}
    });
    blocks.extend(block(&open, &mut words));
    json!({"type": "doc", "version": 1, "content": blocks}).to_string()
}

fn block(open: &str, words: &mut String) -> Option<Value> {
    let text = std::mem::take(words);
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let content = json!([{"type": "text", "text": text}]);
    let level = open.strip_prefix('h').and_then(|level| level.parse::<u8>().ok());
    Some(match level {
        Some(level) => json!({"type": "heading", "attrs": {"level": level}, "content": content}),
        None => json!({"type": "paragraph", "content": content}),
    })
}

/// Storage format from a document in the Atlassian Document Format; the document itself is kept.
///
/// # Errors
/// What is wrong with the document.
pub(crate) fn from_adf(document: &str) -> Result<Body, String> {
    let value: Value = serde_json::from_str(document).map_err(|error| error.to_string())?;
    if value["type"] != "doc" || !value["content"].is_array() {
        return Err("the root must be a node of type doc with a content array".to_owned());
    }
    let blocks = value["content"].as_array().into_iter().flatten();
    let storage: String = blocks
        .map(|node| {
            let text = escape(&node_text(node));
            match (node["type"].as_str(), node["attrs"]["level"].as_u64()) {
                (Some("heading"), Some(level)) => format!("<h{level}>{text}</h{level}>"),
                _ => format!("<p>{text}</p>"),
            }
        })
        .collect();
    Ok(Body { storage: storage.into(), adf: Some(document.to_owned()) })
}

fn node_text(node: &Value) -> String {
    let own = node["text"].as_str().unwrap_or_default().to_owned();
    let below = node["content"].as_array().into_iter().flatten().map(node_text);
    below.fold(own, |text, part| text + &part)
}

/// Storage format from wiki markup: headings and paragraphs.
pub(crate) fn from_wiki(markup: &str) -> Body {
    let lines = markup.lines().map(str::trim).filter(|line| !line.is_empty());
    let storage: String = lines
        .map(|line| match line.split_once(". ") {
            Some((heading @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6"), text)) => {
                format!("<{heading}>{}</{heading}>", escape(text))
            }
            _ => format!("<p>{}</p>", escape(line)),
        })
        .collect();
    Body::storage(storage)
}

/// Text made safe for XML and HTML.
pub(crate) fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

enum Piece<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Close(&'a str),
    Text(&'a str),
}

/// Reads storage format piece by piece; what is not well-formed ends the walk.
fn walk(storage: &str, mut visit: impl FnMut(Piece<'_>)) {
    let mut reader = Reader::from_str(storage);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) => visit(Piece::Open(tag.name().as_ref(), &tag)),
            Event::Empty(tag) => {
                let tag_name = tag.name().as_ref().to_owned();
                visit(Piece::Open(&tag_name, &tag));
                visit(Piece::Close(&tag_name));
            }
            Event::End(tag) => visit(Piece::Close(tag.name().as_ref())),
            Event::Text(text) => visit(Piece::Text(&text)),
            Event::CData(text) => visit(Piece::Text(&text)),
            Event::GeneralRef(reference) => {
                let entity = format!("&{};", &*reference);
                visit(Piece::Text(&html_escape::decode_html_entities(&entity)));
            }
            Event::Eof => break,
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, wanted: &str) -> String {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == wanted);
    found.map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}

fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 20] = [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "td",
        "th",
        "tr",
        "table",
        "br",
        "blockquote",
        "ac:task",
        "ac:structured-macro",
        "ac:layout-cell",
        "ac:plain-text-body",
    ];
    BLOCKS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_storage_is_refused() {
        assert_eq!(check("<p>a &nbsp; b</p><ac:x ri:y=\"1\" />"), Ok(()));
        assert!(check("<p>a").is_err());
        assert!(check("<p>a</b>").is_err());
    }

    #[test]
    fn macros_get_an_id_and_a_schema_version_once() {
        let sent = "<hr/><ac:structured-macro ac:name=\"toc\" /><ac:structured-macro ac:name=\"a\" ac:schema-version=\"2\">\
                    <p/></ac:structured-macro>";
        let stored = rewritten(sent, || "id-1".to_owned());
        assert_eq!(
            stored,
            "<hr /><ac:structured-macro ac:name=\"toc\" ac:schema-version=\"1\" ac:macro-id=\"id-1\" />\
             <ac:structured-macro ac:name=\"a\" ac:schema-version=\"2\" ac:macro-id=\"id-1\"><p/></ac:structured-macro>"
        );
        assert_eq!(rewritten(&stored, || "id-2".to_owned()), stored);
    }

    #[test]
    fn text_in_cdata_is_stored_as_it_is() {
        let code = "<![CDATA[<p>© a<br/>b</p> <ac:structured-macro ac:name=\"info\"/> —]]>";
        let stored = |storage: &str| rewritten(storage, || "id".to_owned());
        assert_eq!(stored(&format!("<p>©</p>{code}<br/>")), format!("<p>&copy;</p>{code}<br />"));
        assert_eq!(stored(&format!("{code}{code}—")), format!("{code}{code}&mdash;"));
        assert_eq!(stored("<![CDATA[©"), "<![CDATA[©");
    }

    #[test]
    fn text_spans_entities_and_code() {
        assert_eq!(
            text("<p>a&nbsp;&lt;b</p><ac:plain-text-body><![CDATA[x > 1]]></ac:plain-text-body>"),
            "a <b x > 1"
        );
    }

    #[test]
    fn a_document_in_adf_is_kept_and_made_storage() {
        let document = r#"{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"a<b"}]}]}"#;
        let body = from_adf(document).unwrap();
        assert_eq!(&*body.storage, "<p>a&lt;b</p>");
        assert_eq!(adf(&body), document);
        assert!(from_adf("{}").is_err());
    }
}
