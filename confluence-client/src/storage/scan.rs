//! Tags and text of the storage format, one after the other; what is not well-formed is no error.

use super::text::decode;

/// A token of the storage format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// The name of a tag, with a slash in front of a closing one.
    Tag(&'a str),
    /// Text, escaped.
    Text(&'a str),
    /// Text as it is.
    Data(&'a str),
}

/// Takes the storage format apart. What is not well-formed gives some tokens or other, and never an error.
pub(crate) fn tokens(storage: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = storage;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let Some(tag) = rest.strip_prefix('<') else {
                let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
                rest = after;
                return Some(Token::Text(text));
            };
            if let Some(data) = tag.strip_prefix("![CDATA[") {
                let (data, after) = data.split_once("]]>").unwrap_or((data, ""));
                rest = after;
                return Some(Token::Data(data));
            }
            if let Some(comment) = tag.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
            rest = after;
            let name = tag.split(char::is_whitespace).next().unwrap_or_default();
            return Some(Token::Tag(if name.len() > 1 { name.trim_end_matches('/') } else { name }));
        }
    })
}

/// The text that readers see, more or less: without tags, a line for each block.
pub(crate) fn text_of(storage: &str) -> String {
    let mut text = String::with_capacity(storage.len() / 2);
    for token in tokens(storage) {
        match token {
            Token::Text(escaped) => text.push_str(&decode(escaped)),
            Token::Data(data) => text.push_str(data),
            Token::Tag(
                "/p" | "/li" | "/td" | "/th" | "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" | "br",
            ) => {
                text.push('\n');
            }
            Token::Tag(_) => {}
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
        assert_eq!(text_of("Gr&ouml;&szlig;e &copy; &rarr; &unknown; R&D"), "Größe © → &unknown; R&D");
    }
}
