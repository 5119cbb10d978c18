//! The names of tags: which are blocks, which are parts of a line, which end others.

use super::AstKind;
use crate::storage::tag;

/// Tags whose text alone counts.
pub(super) fn is_part_of_line(name: &str) -> bool {
    matches!(
        name,
        "span"
            | "font"
            | "picture"
            | "source"
            | "abbr"
            | "acronym"
            | "label"
            | "mark"
            | "bdi"
            | "bdo"
            | "data"
            | "ruby"
            | "rb"
            | "rt"
            | "rp"
            | "nobr"
            | "wbr"
            | "map"
            | "area"
            | "track"
    )
}

/// Whether a tag only holds blocks together: what stands aside is a panel.
pub(super) fn is_around(name: &str) -> bool {
    tag::is_around(name) && name != "aside"
}

/// Tags that a page has no form for, and whose text counts all the same.
pub(super) fn is_no_part_of_a_page(name: &str) -> bool {
    matches!(
        name,
        "button"
            | "select"
            | "option"
            | "optgroup"
            | "textarea"
            | "canvas"
            | "svg"
            | "link"
            | "meta"
            | "base"
            | "title"
            | "head"
    )
}

/// Elements whose end HTML lets be left out.
pub(super) fn is_without_end(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "dt"
            | "dd"
            | "td"
            | "th"
            | "tr"
            | "thead"
            | "tbody"
            | "tfoot"
            | "colgroup"
            | "col"
            | "caption"
            | "rb"
            | "rt"
            | "rp"
    )
}

/// Tags that play something.
pub(super) fn plays(name: &str) -> bool {
    matches!(name, "video" | "audio" | "embed" | "object")
}

pub(super) fn is_block(name: &str) -> bool {
    is_around(name)
        || level(name).is_some()
        || matches!(
            name,
            "table"
                | "caption"
                | "thead"
                | "tbody"
                | "tfoot"
                | "colgroup"
                | "col"
                | "tr"
                | "td"
                | "th"
                | "details"
                | "summary"
                | "ul"
                | "ol"
                | "li"
                | "blockquote"
                | "aside"
                | "pre"
                | "hr"
                | "dd"
        )
}

pub(super) fn level(name: &str) -> Option<u8> {
    match name {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        "h4" => Some(4),
        "h5" => Some(5),
        "h6" => Some(6),
        _ => None,
    }
}

pub(super) fn is_called(kind: &AstKind<'_>, name: &str) -> bool {
    match kind {
        AstKind::Table => name == "table",
        AstKind::Row => name == "tr",
        AstKind::Cell { header, .. } => name == if *header { "th" } else { "td" },
        AstKind::Details { .. } => name == "details",
        AstKind::List { start } => name == if start.is_some() { "ol" } else { "ul" },
        AstKind::Item { .. } => name == "li",
        AstKind::Quote => name == "blockquote",
        AstKind::Alert(_) => name == "aside",
        AstKind::Definition => matches!(name, "dd" | "caption"),
        AstKind::Heading(open) => level(name) == Some(*open),
        _ => false,
    }
}

/// The elements that end where another begins: HTML need not close them.
pub(super) fn closed_by(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["li"],
        "td" | "th" => &["td", "th"],
        "tr" | "thead" | "tbody" | "tfoot" => &["td", "th", "tr"],
        "dd" => &["dd"],
        _ => &[],
    }
}

/// The elements that end with the one around them.
pub(super) fn closed_with(name: &str) -> &'static [&'static str] {
    match name {
        "ul" | "ol" => &["li"],
        "tr" => &["td", "th"],
        "table" => &["td", "th", "tr"],
        _ => &[],
    }
}

pub(super) fn misplaced(name: &str) -> String {
    let where_to = match name {
        "li" => "in `<ul>` or `<ol>`",
        "td" | "th" => "in a `<tr>`",
        "summary" => "at the start of `<details>`",
        _ => "in a `<table>`",
    };
    format!("`<{name}>` was left out, and its text kept: it has to stand {where_to}")
}
