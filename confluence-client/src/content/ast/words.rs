//! Words of other notations within a line: understood where they can mean one thing, else told to their author.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::directive::{Directive, Literal, braces};
use super::rewrite::MARK;
use super::{Inline, InlineKind, Source};
use crate::content::short_codes;

/// Reads what follows an image in braces, `{width=300}`, into the image.
pub(super) fn take_image_attributes(source: &Source, inlines: &mut Vec<Inline<'_>>) {
    if !inlines.iter().any(|inline| inline.kind == InlineKind::ImageClose) {
        return;
    }
    let mut out: Vec<Inline<'_>> = Vec::with_capacity(inlines.len());
    let mut image = None;
    for inline in std::mem::take(inlines) {
        match (&inline.kind, out.last().map(|last| &last.kind)) {
            (InlineKind::ImageOpen { .. }, _) => image = Some(out.len()),
            (InlineKind::Text(text, false), Some(InlineKind::ImageClose)) => {
                let opened = image.and_then(|at| out.get_mut(at)).map(|opened| &mut opened.kind);
                if let Some(InlineKind::ImageOpen { attributes, .. }) = opened
                    && let Some(length) = measures(source, text, inline.range.start, attributes)
                {
                    let rest = text.get(length..).unwrap_or("").to_owned();
                    if !rest.is_empty() {
                        let range = inline.range.start + length..inline.range.end;
                        out.push(Inline { kind: InlineKind::Text(CowStr::from(rest), false), range });
                    }
                    continue;
                }
            }
            _ => {}
        }
        out.push(inline);
    }
    *inlines = out;
}

/// Reads the braces that a text begins with into the attributes of an image; returns their length.
fn measures(source: &Source, text: &str, at: usize, attributes: &mut Vec<(String, String)>) -> Option<usize> {
    if !text.starts_with('{') || text.starts_with("{#b") {
        return None;
    }
    let literal = Literal { text: text.to_owned(), ..Literal::default() };
    let mut found = Directive::default();
    let length = braces(&literal, 0, &mut found)?;
    for (name, value) in found.attributes {
        if matches!(&*name, "width" | "height" | "align") {
            attributes.push((name, value));
        } else {
            let message = format!("`{name}` of the image was left out; width, height and align are known");
            source.note(at, message);
        }
    }
    Some(length)
}

/// The longest `{name:parameters}` and `[~name]` of another markup that an author is told of: what is longer is text, and
/// text of openings that never close must not cost quadratic time.
const LONGEST_GUESS: usize = 200;

/// What stands between an opening that is left off already and its end.
fn until_end(rest: &str, end: char) -> Option<&str> {
    let near = rest.get(..rest.floor_char_boundary(LONGEST_GUESS))?;
    near.split_once(end).map(|(inside, _)| inside)
}

/// Looks through the text of a line for elements of the storage format, short codes of emoji and wrong guesses.
pub(super) fn look_through<'m>(source: &'m Source, inlines: &mut Vec<Inline<'m>>) {
    let marked = |inline: &Inline<'_>| {
        matches!(&inline.kind, InlineKind::Text(text, escaped)
            if text.contains(MARK) || !escaped && text.contains([':', '@', '{', '[', '~', '=', '$']))
    };
    if !inlines.iter().any(marked) {
        return;
    }
    let mut out = Vec::with_capacity(inlines.len() + 4);
    let mut in_link = false;
    for inline in std::mem::take(inlines) {
        match &inline.kind {
            InlineKind::Text(text, escaped) if marked(&inline) => {
                let range = inline.range.clone();
                let text = Text { source, text: text.clone(), range, escaped: *escaped, in_link };
                text.split(&mut out);
                continue;
            }
            InlineKind::LinkOpen { .. } => in_link = true,
            InlineKind::LinkClose => in_link = false,
            _ => {}
        }
        out.push(inline);
    }
    *inlines = out;
}

struct Text<'m> {
    source: &'m Source,
    text: CowStr<'m>,
    range: Range<usize>,
    escaped: bool,
    /// Whether it is the text of a link, in which a name may be that of a mention.
    in_link: bool,
}

impl<'m> Text<'m> {
    fn split(&self, out: &mut Vec<Inline<'m>>) {
        let (mut done, mut at) = (0, 0);
        while let Some(next) =
            self.text.get(at..).and_then(|rest| rest.find([MARK, ':', '@', '{', '[', '=', '$']))
        {
            let start = at + next;
            let Some((kind, length)) = self.found(start) else {
                at = start + 1;
                continue;
            };
            self.push_text(done..start, out);
            out.push(Inline { kind, range: self.places(start..start + length) });
            done = start + length;
            at = done;
        }
        self.push_text(done..self.text.len(), out);
    }

    /// What begins at a place, and its length.
    fn found(&self, at: usize) -> Option<(InlineKind<'m>, usize)> {
        let rest = self.text.get(at..)?;
        if let Some(inside) = rest.strip_prefix(MARK) {
            let number = until_end(inside, MARK)?;
            return Some((InlineKind::Stored(number.parse().ok()?), number.len() + 2));
        }
        if self.escaped {
            return None;
        }
        match rest.as_bytes().first() {
            Some(b':') => {
                let before = self.text.get(..at)?.chars().next_back();
                let (character, length) = short_codes::leading(rest, before)?;
                Some((InlineKind::Text(CowStr::Borrowed(character), true), length))
            }
            Some(b'@') if self.in_link => None,
            Some(b'@') => self.name(at, rest),
            Some(b'{') => self.wiki_markup(at, rest),
            Some(b'=') => self.highlight(at, rest),
            Some(b'$') => self.formula(at),
            _ => self.wiki_link(at, rest),
        }
    }

    /// A name behind an `@` mentions nobody.
    fn name<K>(&self, at: usize, rest: &str) -> Option<K> {
        let before = self.text.get(..at)?.chars().next_back();
        let name: String = rest
            .chars()
            .skip(1)
            .take_while(|sign| sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_'))
            .collect();
        let name = name.trim_end_matches(['.', '-']);
        let next = rest.get(1 + name.len()..)?.chars().next();
        let is_name = name.starts_with(char::is_alphabetic) && !matches!(next, Some('/' | '@' | '('));
        if is_name && before.is_none_or(|sign| sign.is_whitespace() || sign == '(') {
            let message = format!(
                "`@{name}` mentions nobody, and was written as text; a mention is `[@Name](user:ACCOUNT_ID)`"
            );
            self.source.note(self.place(at), message);
        }
        None
    }

    /// `{toc}`, `{info}` and the like are the markup of old.
    fn wiki_markup<K>(&self, at: usize, rest: &str) -> Option<K> {
        let inside = until_end(rest.strip_prefix('{')?, '}')?;
        let name = inside.split(':').next().unwrap_or("");
        let instead = match name {
            "info" | "note" | "tip" | "warning" | "panel" => {
                "an alert is `> [!NOTE]` with its text below in `> `"
            }
            "code" | "noformat" => "code stands between fences of three backticks",
            "expand" => "a folded block is `<details>` with a `<summary>`",
            "status" => "a status is `:status[DONE]{green}`",
            "jira" => "an issue is `:jira{key=ABC-1}`",
            "toc" if inside.contains(':') => {
                "a table of contents is `::toc{maxLevel=3}` on a line of its own"
            }
            "children" | "excerpt" | "include" | "anchor" | "attachments" | "quote" | "color" | "section"
            | "column" => "a macro is `::name{parameter=value}` on a line of its own",
            _ => return None,
        };
        let before = self.text.get(..at)?.chars().next_back();
        if before.is_none_or(|sign| !sign.is_alphanumeric() && sign != '$' && sign != '{') {
            self.source.note(
                self.place(at),
                format!("`{{{inside}}}` is markup of another kind, and was written as text; {instead}"),
            );
        }
        None
    }

    /// `[~ada]` is a mention in the markup of old.
    fn wiki_link<K>(&self, at: usize, rest: &str) -> Option<K> {
        if self.source.text().get(..self.place(at)).is_some_and(|before| before.ends_with('!')) {
            self.sized_image(at);
        }
        if let Some(inside) = rest.strip_prefix("[[").and_then(|inside| until_end(inside, ']')) {
            self.double_brackets(at, inside);
            return None;
        }
        let inside = until_end(rest.strip_prefix("[~")?, ']')?;
        let plain = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_' | ':' | '@');
        let stands_alone = self.text.get(..at)?.chars().next_back().is_none_or(char::is_whitespace);
        if stands_alone && inside.starts_with(char::is_alphabetic) && inside.chars().all(plain) {
            let message = format!(
                "`[~{inside}]` is a mention in another markup, and was written as text; write `[@Name](user:{inside})`"
            );
            self.source.note(self.place(at), message);
        }
        None
    }

    /// `[[Title]]` is a link, and `![[file]]` an image, in the Markdown of other tools.
    fn double_brackets(&self, at: usize, inside: &str) {
        let source = self.source.text();
        let place = self.place(at);
        let is_image = source.get(..place).is_some_and(|before| before.ends_with('!'));
        let closes = source
            .get(place + 2..)
            .and_then(|rest| rest.strip_prefix(inside))
            .is_some_and(|rest| rest.starts_with("]]") && !rest.starts_with("]]("));
        let before = source.get(..place).and_then(|before| before.chars().next_back());
        let is_plain = !before.is_some_and(char::is_alphanumeric)
            && inside.contains(char::is_alphabetic)
            && inside.starts_with(char::is_alphanumeric)
            && !inside.contains(['[', '`', '$', '"', '\'']);
        if !closes || !is_plain {
            return;
        }
        let (target, label) = inside.split_once('|').unwrap_or((inside, inside));
        let message = match is_image {
            true => format!(
                "`![[{inside}]]` is an image in another Markdown, and was written as text; write `![](attachment:{target})`"
            ),
            false => format!(
                "`[[{inside}]]` is a link in another Markdown, and was written as text; write `[{label}](<page:{target}>)`"
            ),
        };
        self.source.note(place, message);
    }

    /// `==text==` is a highlight in the Markdown of other tools.
    fn highlight<K>(&self, at: usize, rest: &str) -> Option<K> {
        let before = self.text.get(..at)?.chars().next_back();
        let inside = rest.strip_prefix("==")?.split_once("==").map(|(inside, _)| inside)?;
        let is_word = inside.starts_with(char::is_alphanumeric) && inside.ends_with(char::is_alphanumeric);
        if before.is_none_or(char::is_whitespace) && is_word && inside.len() <= LONGEST_GUESS {
            let message = format!(
                "`=={inside}==` was written as text: a highlight cannot be written in Markdown; `**{inside}**` is bold"
            );
            self.source.note(self.place(at), message);
        }
        None
    }

    /// `$x^2$` and `$$` are formulas in the Markdown of other tools. Their signs may be those of Markdown too, so that they
    /// are read as their author wrote them.
    fn formula<K>(&self, at: usize) -> Option<K> {
        let place = self.place(at);
        let before = self.source.text().get(..place)?.chars().next_back();
        let rest = self.source.text().get(place..)?;
        let (dollars, inside) = match rest.strip_prefix("$$") {
            Some(inside) => ("$$", inside),
            None => ("$", rest.strip_prefix('$')?),
        };
        let near = inside.get(..inside.floor_char_boundary(LONGEST_GUESS))?;
        let (formula, after) = near.split_once(dollars)?;
        let is_line = dollars == "$$" || !formula.contains('\n');
        let signs = |sign: char| matches!(sign, '\\' | '^' | '_' | '=' | '+' | '<' | '>' | '{' | '*' | '/');
        let is_formula = formula.contains(signs) || formula.chars().count() == 1;
        let fits = formula.trim() == formula && !formula.starts_with(|first: char| first.is_ascii_digit());
        let stands_alone = before.is_none_or(|sign| !sign.is_alphanumeric() && !matches!(sign, '$' | '\\'))
            && !after.starts_with(|next: char| next.is_alphanumeric());
        if is_line && stands_alone && is_formula && (fits || dollars == "$$") {
            let shown = formula.trim();
            let message = format!(
                "`{dollars}{shown}{dollars}` is a formula in another Markdown, and was written as text; put it in code, \
                 or in the macro for formulas that the site has"
            );
            self.source.note(place, message);
        }
        None
    }

    /// `![alt](address =200x100)` is an image in the Markdown of other tools.
    fn sized_image(&self, at: usize) {
        let rest = self.source.text().get(self.place(at)..).unwrap_or("");
        let sized = until_end(rest, ')').and_then(|image| image.rsplit_once(" =")).filter(|(image, size)| {
            image.contains("](")
                && size.starts_with(|first: char| first.is_ascii_digit() || first == 'x')
                && size.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x')
        });
        if let Some((image, size)) = sized {
            let width = size.split('x').next().filter(|width| !width.is_empty()).unwrap_or("200");
            let message = format!(
                "`!{image} ={size})` is no image, and was written as text; its size stands behind it: `!{image}){{width={width}}}`"
            );
            self.source.note(self.place(at).saturating_sub(1), message);
        }
    }

    fn place(&self, at: usize) -> usize {
        (self.range.start + at).min(self.range.end)
    }

    fn places(&self, range: Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end)
    }

    fn push_text(&self, range: Range<usize>, out: &mut Vec<Inline<'m>>) {
        let text = self.text.get(range.clone()).unwrap_or("");
        if !text.is_empty() {
            let kind = InlineKind::Text(CowStr::from(text.to_owned()), self.escaped);
            out.push(Inline { kind, range: self.places(range) });
        }
    }
}

/// Whether a line is one of the ways in which other tools write a table of contents.
pub(super) fn is_table_of_contents(text: &str) -> bool {
    matches!(
        &*text.trim().to_ascii_lowercase(),
        "[[_toc_]]" | "[toc]" | "[[toc]]" | "{toc}" | "${toc}" | "{{toc}}"
    )
}
