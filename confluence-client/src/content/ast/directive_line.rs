//! Lines that are a directive as a whole: macros without a body, and what opens or closes a container.

use super::container_line::{
    Attributed, attributed, is_titled_word, is_transparent, is_word_for_alert, of_others, titled, unbraced,
};
use super::directive::{self, Directive, Literal, STANDS_IN_LINE};
use super::{AstBlock, AstKind, Inline, InlineKind, Source, words};
use crate::content::handle::Handle;
use crate::content::macro_names;
use crate::storage::error::ContentError;
use crate::storage::text::slice;

/// What a line turned out to be.
pub(super) enum Finished {
    Block,
    /// It holds nothing that is shown or stored.
    Nothing,
    /// It names the block that follows.
    Handle(Handle),
    /// It opens a container.
    Container(Box<Directive>),
    EndOfContainer,
}

/// What a paragraph stands for that is a directive.
pub(super) fn directive_block(
    source: &Source,
    block: &mut AstBlock<'_>,
    literal: &Literal,
) -> Result<Finished, ContentError> {
    let colons = literal.text.bytes().take_while(|&byte| byte == b':').count();
    if colons > 2 && literal.text.trim_end().len() == colons {
        return Ok(Finished::EndOfContainer);
    }
    if let Some(plain) = unbraced(&literal.text, colons) {
        return directive_block(source, block, &Literal { text: plain, ..Literal::default() });
    }
    if let Some(found) = attributed(literal, colons) {
        return attributed_block(source, block, literal, found);
    }
    if colons == 2 && is_path_or_word(source, block, slice(&literal.text, colons..)) {
        return Ok(Finished::Block);
    }
    let blanks = slice(&literal.text, colons..).bytes().take_while(|&byte| byte == b' ').count();
    if blanks > 0 && (colons < 3 || !slice(&literal.text, colons + blanks..).starts_with(is_titled_word)) {
        return Ok(Finished::Block);
    }
    let Some((mut directive, end)) = directive::parse(literal, colons + blanks) else {
        return match literal.text.as_bytes().get(colons) {
            Some(next) if next.is_ascii_alphabetic() => Err(malformed(source, block, colons)),
            _ => Ok(Finished::Block),
        };
    };
    if blanks > 0 {
        directive.name = of_others(directive.name);
    }
    // Pandoc and others put colons at the end of the line as well.
    let rest = slice(&literal.text, end..).trim();
    let has_end = rest.ends_with(":::");
    let rest = if has_end { rest.trim_end_matches(':').trim_end() } else { rest };
    if colons > 2 && rest.is_empty() && is_transparent(&directive) {
        return Ok(held_together(source, block, &directive.name));
    }
    let directive = match (rest.is_empty(), colons) {
        (true, 3..) if is_word_for_alert(&directive.name) && !macro_names::is_known(&directive.name) => {
            titled(directive.clone(), "").unwrap_or(directive)
        }
        (true, _) if blanks == 0 && !has_end => directive,
        (_, 3..) => opened(source, block, literal, (directive, rest))?,
        _ => return Err(malformed(source, block, colons)),
    };
    let range = block.range.clone();
    block.inline.clear();
    block.handle = directive.handle;
    let directive = Box::new(directive);
    // A status or a date stands in a paragraph, though one wrote it as a block.
    if colons == 2 && directive.handle.is_none() && STANDS_IN_LINE.contains(&&*directive.name) {
        block.inline.push(Inline { kind: InlineKind::Directive(directive), range });
        return Ok(Finished::Block);
    }
    if colons == 2 {
        block.kind = AstKind::Leaf(directive);
        return Ok(Finished::Block);
    }
    Ok(Finished::Container(directive))
}

/// What a line opens that has attributes in place of a name.
fn attributed_block(
    source: &Source,
    block: &AstBlock<'_>,
    line: &Literal,
    found: Attributed,
) -> Result<Finished, ContentError> {
    let Attributed::Alert(directive, others) = found else {
        let classes = line.text.split_once('.').map_or("", |(_, classes)| classes);
        let word = classes.split(|sign: char| !sign.is_alphanumeric() && sign != '-').next().unwrap_or("");
        return Err(unknown_block(source, block, line, word));
    };
    if !others.is_empty() {
        let message = format!("`{}` of the block was left out: it means nothing on a page", others.join(" "));
        source.note(block.range.start, message);
    }
    Ok(Finished::Container(directive))
}

/// What a line opens that has a name with more behind it, or blanks before it.
fn opened(
    source: &Source,
    block: &AstBlock<'_>,
    line: &Literal,
    (directive, rest): (Directive, &str),
) -> Result<Directive, ContentError> {
    let name = directive.name.to_ascii_lowercase();
    titled(directive, rest).ok_or_else(|| match macro_names::is_known(&name) {
        true => malformed(source, block, 3),
        false => unknown_block(source, block, line, &name),
    })
}

fn malformed(source: &Source, block: &AstBlock<'_>, colons: usize) -> ContentError {
    let message = match colons {
        0..=2 => {
            "this is not a directive; write `::name{key=value other=\"with blanks\"}` alone on its line, \
             or `\\::` for text that starts with colons"
        }
        _ => {
            "this is not a directive; write `:::name{key=value other=\"with blanks\"}` alone on its line and `:::` below its \
             content, or `\\:::` for text that starts with colons"
        }
    };
    source.refuse(block.range.start, message)
}

/// A block of another tool that a page has no form for. Its end would be refused as well, where nobody would look for the
/// reason.
fn unknown_block(source: &Source, block: &AstBlock<'_>, line: &Literal, word: &str) -> ContentError {
    let shown: String = line.text.trim().chars().take(60).collect();
    let instead = words::in_place_of(word, &line.text).unwrap_or_else(|| {
        "take both its lines away, or for a macro write `:::name{key=value}` and `:::` below its content"
            .to_owned()
    });
    let message = format!("`{shown}` opens a block of another tool, for which a page has no form; {instead}");
    source.refuse(block.range.start, message)
}

/// A container whose blocks are put in its place: it has no name.
fn held_together(source: &Source, block: &mut AstBlock<'_>, name: &str) -> Finished {
    if name == "code-group" {
        let message =
            "`::: code-group` shows its code in tabs in another tool; it was written one block after another";
        source.note(block.range.start, message);
    }
    block.inline.clear();
    Finished::Container(Box::default())
}

/// Whether two colons and a name are text: `::std::vec`, `::before`. A macro that Confluence does not have is meant where
/// braces follow.
fn is_path_or_word(source: &Source, block: &AstBlock<'_>, line: &str) -> bool {
    let name = slice(line, ..directive::name_length(line));
    if name.is_empty() || directive::is_meant(line) {
        return false;
    }
    if line.trim_end().len() == name.len() {
        let message = format!(
            "`::{name}` was written as text, since Confluence has no macro of this name; for the macro of an app write \
             `::{name}{{}}`"
        );
        source.note(block.range.start, message);
    }
    true
}

/// A line that begins like a directive, as one text.
pub(super) struct Line {
    pub(super) literal: Literal,
    /// Where the first mark stands that was left out of it.
    pub(super) marked: Option<usize>,
}

/// The whole line as one text, if it begins like a directive; marks in a title are left out.
pub(super) fn directive_line(source: &Source, block: &AstBlock<'_>) -> Result<Option<Line>, ContentError> {
    let Some(Inline { kind: InlineKind::Text(first, false), .. }) = block.inline.first() else {
        return Ok(None);
    };
    if !first.starts_with("::") {
        return Ok(None);
    }
    let colons = first.bytes().take_while(|&byte| byte == b':').count();
    let opens = colons > 2;
    let (mut literal, mut marked) = (Literal::default(), None);
    for piece in &block.inline {
        match &piece.kind {
            InlineKind::Text(text, escaped) => literal.push(text, *escaped),
            InlineKind::Code(code) if opens => {
                marked = marked.or(Some(piece.range.start));
                literal.push(code, true);
            }
            InlineKind::Open(_) | InlineKind::Close(_) if opens => {
                marked = marked.or(Some(piece.range.start));
            }
            _ => {
                let name = slice(first, colons..).trim_start_matches(' ');
                let is_named = name.starts_with(|first: char| first.is_ascii_alphabetic());
                return match is_named && (opens || directive::is_meant(name)) {
                    true => Err(malformed(source, block, colons)),
                    false => Ok(None),
                };
            }
        }
    }
    Ok(Some(Line { literal, marked }))
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn blocks_of_other_tools_are_understood_or_refused_with_what_to_write() {
        let written = |markdown: &str| to_storage(markdown, &WriteOptions::new()).map(|page| page.storage);
        for (markdown, stored) in [
            ("::: v-pre\n\na\n\n:::\n\nb", "<p>a</p><p>b</p>"),
            (":::raw\n- a\n:::", "<ul><li><p>a</p></li></ul>"),
            ("::: warning :::\na\n::::", "ac:name=\"warning\""),
            (":::message alert\na\n:::", "ac:name=\"warning\""),
            (":::message\na\n:::", "ac:name=\"info\""),
            (":::error\na\n:::", "ac:name=\"warning\""),
            (":::success\na\n:::", "ac:name=\"tip\""),
            (":::{seealso}\na\n:::", "ac:name=\"info\""),
            (":::failure{title=\"T\"}\na\n:::", "<ac:parameter ac:name=\"title\">T</ac:parameter>"),
            (":::{dropdown} More\na\n:::", "ac:name=\"expand\""),
            (":::{admonition} Title\na\n:::", "<ac:parameter ac:name=\"title\">Title</ac:parameter>"),
            ("::: note\na\n:::", "ac:name=\"info\""),
            (":::{note}\na\n:::", "ac:name=\"info\""),
            (":::note\na\n:::", "ac:name=\"note\""),
            ("::: warning{title=\"a b\"}\na\n:::", "<ac:parameter ac:name=\"title\">a b</ac:parameter>"),
            ("::: tip Title\n::: raw\na\n:::\n:::", "<ac:rich-text-body><p>a</p></ac:rich-text-body>"),
        ] {
            let page = written(markdown).unwrap();
            assert!(page.contains(stored) && !page.contains(":::"), "{markdown}: {page}");
        }
        let group = "::: code-group\n\n```js [a.js]\n1\n```\n\n```ts [b.ts]\n2\n```\n\n:::";
        let page = to_storage(group, &WriteOptions::new()).unwrap();
        assert_eq!(page.storage.matches("<ac:structured-macro ac:name=\"code\"").count(), 2);
        assert!(page.storage.contains("\"title\">b.ts<") && page.notes.len() == 1, "{page:?}");
        for (markdown, told) in [
            (":::row:::\n:::column:::\na\n:::column-end:::\n:::row-end:::", "columns are `:::layout`"),
            (":::image type=\"content\" source=\"media/a.png\":::", "an image is `![alt](attachment:a.png)`"),
            ("::: foo bar\na\n:::", "take both its lines away, or for a macro write `:::name{key=value}`"),
            (":::: {.columns}\na\n::::", "columns are `:::layout`"),
            (":::excerpt a b\na\n:::", "this is not a directive; write `:::name{key=value"),
            ("::: v-pre\na", "is never closed"),
        ] {
            let error = written(markdown).unwrap_err().to_string();
            assert!(error.contains(told) && error.starts_with("line 1, column 1"), "{markdown}: {error}");
        }
    }
}
