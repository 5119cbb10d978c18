//! Directives and handles within lines.

use pulldown_cmark::CowStr;

use super::container_line::{is_titled_word, titled, unbraced};
use super::directive::{self, Directive, Literal};
use super::line_end::{take_heading_id, take_suffix};
use super::{AstBlock, AstKind, Inline, InlineKind, Source, cjk, label_marks, plain, repair, words};
use crate::content::handle::Handle;
use crate::content::macro_needs;
use crate::storage::error::ContentError;
use crate::storage::text::{part, slice};

/// Directives that stand for something within a line.
const INLINE: [&str; 6] = ["status", "date", "emoticon", "placeholder", "adf-extension", "c"];

/// Of those, what is no macro.
const STANDS_IN_LINE: [&str; 4] = ["status", "date", "emoticon", "placeholder"];

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

/// Finds directives in the parts of a finished line, and takes off its handle.
pub(super) fn finish<'m>(source: &'m Source, block: &mut AstBlock<'m>) -> Result<Finished, ContentError> {
    trim(&mut block.inline);
    if block.inline.is_empty() && block.handle.is_none() {
        return Ok(if matches!(block.kind, AstKind::Paragraph) {
            Finished::Nothing
        } else {
            Finished::Block
        });
    }
    if is_paragraph(block) {
        if words::is_table_of_contents(&plain(&block.inline)) && block.inline.iter().all(is_plain) {
            let toc = Directive { name: "toc".to_owned(), ..Directive::default() };
            block.inline.clear();
            block.kind = AstKind::Leaf(Box::new(toc));
            return Ok(Finished::Block);
        }
        if let Some(literal) = directive_line(&block.inline) {
            return directive_block(source, block, &literal);
        }
    }
    if is_paragraph(block) {
        words::tell_of_line_start(source, &block.inline);
    }
    if matches!(block.kind, AstKind::Heading(_)) {
        take_heading_id(source, block);
    }
    let marked = |inline: &Inline<'_>| matches!(&inline.kind, InlineKind::Text(text, _) if is_marked(text));
    if block.inline.iter().any(marked) {
        words::take_attributes(source, &mut block.inline);
        take_suffix(block);
        label_marks::take(source, &mut block.inline);
        find_directives(source, block)?;
        words::look_through(source, &mut block.inline);
    }
    cjk::pair(&mut block.inline);
    cjk::tell_unpaired(source, &block.inline);
    repair::repair(source, &mut block.inline)?;
    if !is_paragraph(block) {
        return Ok(Finished::Block);
    }
    match (block.inline.as_slice(), block.handle) {
        ([], Some(handle)) => Ok(Finished::Handle(handle)),
        ([], None) => Ok(Finished::Nothing),
        ([Inline { kind: InlineKind::Stored(number), .. }], _) if source.is_stored_block(*number) => {
            block.kind = AstKind::Stored(*number);
            block.inline.clear();
            Ok(Finished::Block)
        }
        _ => Ok(Finished::Block),
    }
}

fn is_paragraph(block: &AstBlock<'_>) -> bool {
    matches!(block.kind, AstKind::Paragraph)
}

fn is_text(inline: &Inline<'_>) -> bool {
    matches!(inline.kind, InlineKind::Text(..))
}

/// Text that was not escaped, in italics at most: `[[_TOC_]]`; the end of a line is a blank.
fn is_plain(inline: &Inline<'_>) -> bool {
    match &inline.kind {
        InlineKind::Text(text, escaped) => !escaped || &**text == " ",
        InlineKind::Open("em") | InlineKind::Close("em") => true,
        _ => false,
    }
}

/// Takes off the blanks that HTML leaves at both ends of a line.
fn trim(inlines: &mut Vec<Inline<'_>>) {
    let is_blank =
        |inline: &Inline<'_>| matches!(&inline.kind, InlineKind::Text(text, true) if &**text == " ");
    while inlines.pop_if(|last| is_blank(last)).is_some() {}
    let lead = inlines.iter().take_while(|inline| is_blank(inline)).count();
    inlines.drain(..lead);
    // A comment or a tag that was left out may have stood at the end of a text.
    if let Some(Inline { kind: InlineKind::Text(text, false), range }) = inlines.first_mut()
        && text.starts_with(' ')
        && range.len() == text.len()
    {
        let kept = text.trim_start_matches(' ').to_owned();
        range.start += text.len() - kept.len();
        *text = CowStr::from(kept);
    }
    if let Some(Inline { kind: InlineKind::Text(text, false), range }) = inlines.last_mut()
        && text.ends_with(' ')
        && range.len() == text.len()
    {
        let kept = text.trim_end_matches(' ').to_owned();
        range.end -= text.len() - kept.len();
        *text = CowStr::from(kept);
    }
    inlines.retain(|inline| !matches!(&inline.kind, InlineKind::Text(text, false) if text.is_empty()));
}

fn find_directives<'m>(source: &'m Source, block: &mut AstBlock<'m>) -> Result<(), ContentError> {
    let mut found = Vec::with_capacity(block.inline.len());
    let mut run: Vec<Inline<'m>> = Vec::new();
    let mut comments = 0;
    for inline in std::mem::take(&mut block.inline) {
        if is_text(&inline) {
            run.push(inline);
        } else {
            split_run(&mut run, &mut found, &mut comments);
            found.push(inline);
        }
    }
    split_run(&mut run, &mut found, &mut comments);
    block.inline = found;
    if comments != 0 {
        let open = block.inline.iter().rev().find(|inline| inline.kind == InlineKind::CommentOpen);
        let at = open.map_or(block.range.start, |open| open.range.start);
        return Err(source.refuse(at, "`:c[` is never closed; end the commented text with `]{reference}`"));
    }
    Ok(())
}

/// What a paragraph stands for that is a directive.
fn directive_block(
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
    let blanks = slice(&literal.text, colons..).bytes().take_while(|&byte| byte == b' ').count();
    if blanks > 0 && (colons < 3 || !slice(&literal.text, colons + blanks..).starts_with(is_titled_word)) {
        return Ok(Finished::Block);
    }
    let Some((directive, end)) = directive::parse(literal, colons + blanks) else {
        return match literal.text.as_bytes().get(colons) {
            Some(next) if next.is_ascii_alphabetic() => Err(malformed(source, block)),
            _ => Ok(Finished::Block),
        };
    };
    let rest = slice(&literal.text, end..).trim();
    let other_word = matches!(&*directive.name, "danger" | "caution" | "important" | "attention" | "hint");
    let directive = match (rest.is_empty(), colons) {
        (true, 3..) if other_word => titled(directive.clone(), "").unwrap_or(directive),
        (true, _) if blanks == 0 => directive,
        (_, 3..) => titled(directive, rest).ok_or_else(|| malformed(source, block))?,
        _ => return Err(malformed(source, block)),
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

fn malformed(source: &Source, block: &AstBlock<'_>) -> ContentError {
    let message = "this is not a directive; write `::name{key=value other=\"with blanks\"}` alone on its line, \
                   or `\\::` for text that starts with colons";
    source.refuse(block.range.start, message)
}

fn is_marked(text: &str) -> bool {
    text.contains([':', '{', ']', '}', '[', '@', '=', '$', '^', '~', '|', '!', super::rewrite::MARK])
}

/// The whole line as one text, if it is nothing but text.
fn literal_line(pieces: &[Inline<'_>]) -> Option<Literal> {
    let first = pieces.first()?;
    if !matches!(&first.kind, InlineKind::Text(text, _) if text.starts_with(':')) {
        return None;
    }
    let mut literal = Literal::default();
    for piece in pieces {
        let InlineKind::Text(text, escaped) = &piece.kind else { return None };
        push_literal(&mut literal, text, *escaped);
    }
    Some(literal)
}

/// The line, if it starts like a directive.
fn directive_line(pieces: &[Inline<'_>]) -> Option<Literal> {
    literal_line(pieces)
        .filter(|line| line.text.starts_with("::") && !line.is_escaped(0) && !line.is_escaped(1))
}

fn push_literal(literal: &mut Literal, text: &str, escaped: bool) {
    let start = literal.text.len();
    literal.text.push_str(text);
    if escaped {
        literal
            .escaped
            .extend((start..literal.text.len()).filter(|&at| literal.text.as_bytes().get(at) != Some(&b' ')));
    }
}

/// Moves a run of text pieces over, directives and comment marks found in it split off.
fn split_run<'m>(run: &mut Vec<Inline<'m>>, pieces: &mut Vec<Inline<'m>>, comments: &mut usize) {
    if run.is_empty() {
        return;
    }
    if !run
        .iter()
        .any(|piece| matches!(&piece.kind, InlineKind::Text(text, _) if text.contains([':', ']', '{'])))
    {
        pieces.append(run);
        return;
    }
    let mut literal = Literal::default();
    let mut places = Vec::with_capacity(run.len());
    for piece in run.iter() {
        if let InlineKind::Text(text, escaped) = &piece.kind {
            places.push(Segment { at: literal.text.len(), source: piece.range.start, escaped: *escaped });
            push_literal(&mut literal, text, *escaped);
        }
    }
    run.clear();
    let mut splitter = Splitter { literal: &literal, done: 0, pieces, segments: &places };
    let mut at = 0;
    while at < literal.text.len() {
        at = splitter.step(at, comments);
    }
    splitter.flush(literal.text.len());
}

/// A part of a line of text, as the parser found it.
struct Segment {
    at: usize,
    source: usize,
    escaped: bool,
}

struct Splitter<'a, 'm> {
    literal: &'a Literal,
    done: usize,
    pieces: &'a mut Vec<Inline<'m>>,
    segments: &'a [Segment],
}

impl Splitter<'_, '_> {
    /// Where a place of the line stands in the source.
    fn source(&self, at: usize) -> usize {
        let index = self.segments.partition_point(|segment| segment.at <= at).saturating_sub(1);
        self.segments.get(index).map_or(0, |segment| segment.source + (at - segment.at))
    }

    fn step(&mut self, at: usize, comments: &mut usize) -> usize {
        let tail = part(self.literal.text.as_bytes(), at..);
        let live = !self.literal.is_escaped(at);
        match tail.first() {
            Some(b':') if live && tail.starts_with(b":c[") && !self.literal.is_escaped(at + 2) => {
                *comments += 1;
                self.split(at, at + 3, InlineKind::CommentOpen)
            }
            Some(b':') if live => {
                let before = slice(&self.literal.text, ..at).chars().next_back();
                let behind_word =
                    before.is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, ':' | '_'));
                match directive::parse(self.literal, at + 1).map(|(found, end)| (of_ours(found), end)).filter(
                    |(found, end)| {
                        is_inline(found, behind_word) || !behind_word && self.is_hollow(found, at..*end)
                    },
                ) {
                    Some((found, end)) => self.split(at, end, InlineKind::Directive(Box::new(found))),
                    None => at + 1,
                }
            }
            Some(b']') if live && *comments > 0 && tail.get(1) == Some(&b'{') => {
                let close = self.literal.text.get(at + 2..).and_then(|rest| rest.find('}'));
                let Some(close) = close else { return at + 1 };
                *comments -= 1;
                let reference = slice(&self.literal.text, at + 2..at + 2 + close).to_owned();
                self.split(at, at + close + 3, InlineKind::CommentClose(reference))
            }
            _ => at + 1,
        }
    }

    /// Whether brackets or braces with nothing in them follow a name that is ours: `:jira{}` is refused, and no text.
    fn is_hollow(&self, directive: &Directive, range: std::ops::Range<usize>) -> bool {
        let is_ours =
            macro_needs::of(&directive.name).is_some() || STANDS_IN_LINE.contains(&&*directive.name);
        let has_label = directive.label.as_deref().is_some_and(|label| !label.is_empty());
        let says_nothing = !has_label && directive.words.is_empty() && directive.handle.is_none();
        let written = slice(&self.literal.text, range);
        is_ours && directive.name != "placeholder" && says_nothing && written.ends_with(['}', ']'])
    }

    fn split(&mut self, at: usize, end: usize, kind: InlineKind<'static>) -> usize {
        self.flush(at);
        self.pieces.push(Inline { kind, range: self.source(at)..self.source(end - 1) + 1 });
        self.done = end;
        end
    }

    /// Hands on the text up to a place, in the parts that the parser found: some are escaped.
    fn flush(&mut self, to: usize) {
        let first = self.segments.partition_point(|segment| segment.at <= self.done).saturating_sub(1);
        for (index, segment) in self.segments.iter().enumerate().skip(first) {
            let end = self.segments.get(index + 1).map_or(to, |next| next.at.min(to));
            let start = segment.at.max(self.done);
            if start >= to {
                break;
            }
            if start < end {
                let text = CowStr::from(slice(&self.literal.text, start..end).to_owned());
                let range = self.source(start)..self.source(end - 1) + 1;
                self.pieces.push(Inline { kind: InlineKind::Text(text, segment.escaped), range });
            }
        }
        self.done = to;
    }
}

/// `:Status[..]` can only be ours.
fn of_ours(mut directive: Directive) -> Directive {
    if STANDS_IN_LINE.iter().any(|name| directive.name.eq_ignore_ascii_case(name)) {
        directive.name.make_ascii_lowercase();
    }
    directive
}

/// Whether a colon and a name are meant as a directive: the name is ours, or a handle or values follow. Right behind a
/// word, `rate:sum{job="x"}`, a macro of another name is meant only where it has a handle.
fn is_inline(directive: &Directive, behind_word: bool) -> bool {
    if directive.name == "jira" && directive.issue_key().is_some() {
        return true;
    }
    let of_label = directive.name == "anchor" && directive.label.is_some();
    let of_day = directive.name == "date" && directive.words.len() == 1;
    let of_word = directive.name == "emoticon" && directive.words.len() == 1;
    let ours = INLINE.contains(&&*directive.name)
        && (directive.label.is_some() || !directive.attributes.is_empty() || of_day || of_word);
    let anew = !directive.attributes.is_empty() && (!behind_word || directive.name == "jira");
    ours || of_label || directive.label.is_none() && (directive.handle.is_some() || anew)
}
