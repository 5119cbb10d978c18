//! Plain text out of what is escaped or marked up.

/// The letters behind the entities that the service writes; unknown ones stay as they are.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        plain.push_str(before);
        let known = ENTITIES.iter().find(|(name, _)| entity.starts_with(name));
        let (name, letter) = known.copied().unwrap_or(("&", "&"));
        plain.push_str(letter);
        rest = entity.get(name.len()..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

const ENTITIES: &[(&str, &str)] = &[
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&apos;", "'"),
    ("&nbsp;", " "),
    ("&hellip;", "…"),
    ("&ndash;", "–"),
    ("&mdash;", "—"),
    ("&lsquo;", "‘"),
    ("&rsquo;", "’"),
    ("&ldquo;", "“"),
    ("&rdquo;", "”"),
];

/// A piece of the storage format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The name of a tag, with a slash in front of a closing one.
    Tag(&'a str),
    /// Text, escaped.
    Text(&'a str),
    /// Text as it is.
    Data(&'a str),
}

/// Takes the storage format apart. What is not well-formed gives some pieces or other, and never an error.
pub(super) fn pieces(storage: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = storage;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let Some(tag) = rest.strip_prefix('<') else {
                let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
                rest = after;
                return Some(Piece::Text(text));
            };
            if let Some(data) = tag.strip_prefix("![CDATA[") {
                let (data, after) = data.split_once("]]>").unwrap_or((data, ""));
                rest = after;
                return Some(Piece::Data(data));
            }
            if let Some(comment) = tag.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
            rest = after;
            let name = tag.split(char::is_whitespace).next().unwrap_or_default();
            return Some(Piece::Tag(if name.len() > 1 { name.trim_end_matches('/') } else { name }));
        }
    })
}

/// The text that readers see, more or less: without tags, a line for each block.
pub(super) fn text_of(storage: &str) -> String {
    let mut text = String::with_capacity(storage.len() / 2);
    for piece in pieces(storage) {
        match piece {
            Piece::Text(escaped) => text.push_str(&unescaped(escaped)),
            Piece::Data(data) => text.push_str(data),
            Piece::Tag(
                "/p" | "/li" | "/td" | "/th" | "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" | "br",
            ) => {
                text.push('\n');
            }
            Piece::Tag(_) => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_readers_see() {
        let storage = "<h1>A &amp; B</h1><!-- no --><p>one<br/>two <strong>th</strong>ree</p><![CDATA[x<y]]>";
        assert_eq!(text_of(storage), "A & B\none\ntwo three\nx<y");
        assert_eq!(text_of("<p>broken"), "broken");
        assert_eq!(text_of("<"), "");
        assert_eq!(unescaped("&unknown; R&D"), "&unknown; R&D");
    }
}
