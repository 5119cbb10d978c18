//! What other tools put into Markdown for themselves: tags of templates, lines of MDX, files that are taken in. Told, not
//! understood.

use super::super::{Source, alert_macro};
use super::double_brackets::is_picture;
use super::{LONGEST_GUESS, Text, until_end};

impl Text<'_> {
    /// `{% hint %}` and `{{< notice >}}` are tags of the tools that make sites of Markdown.
    pub(super) fn template_tag(&self, at: usize, rest: &str) {
        let tags = [("{%", "%}"), ("{{<", ">}}"), ("{{%", "%}}")];
        let Some((open, close)) = tags.into_iter().find(|(open, _)| rest.starts_with(open)) else { return };
        let near = rest.get(..rest.floor_char_boundary(LONGEST_GUESS)).unwrap_or("");
        let Some((inside, _)) = near.get(open.len()..).and_then(|near| near.split_once(close)) else {
            return;
        };
        let is_within = self.text.get(..at).is_some_and(|before| before.ends_with('{'));
        let words = inside.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '-' | '+' | '~'));
        let word = words.split(|sign: char| sign.is_whitespace() || sign == ':').next().unwrap_or("");
        // What closes one is told with what opens it.
        let closes =
            word.starts_with('/') || word.len() > 3 && word.starts_with("end") || word.starts_with("else");
        if !is_within && !closes && word.contains(char::is_alphabetic) {
            let message = format!(
                "`{open}{inside}{close}` is a tag of another tool, and was written as text; {}",
                in_place_of(&word.to_ascii_lowercase(), words)
                    .unwrap_or_else(|| "take it away, or write in Markdown what it shows".to_owned())
            );
            self.source.note(self.place(at), message);
        }
    }

    /// `` {ref}`x` `` is a role of Sphinx and MyST.
    pub(super) fn role(&self, at: usize, rest: &str, inside: &str) {
        let is_name = |sign: char| sign.is_ascii_lowercase() || matches!(sign, '-' | ':');
        let is_last = self.before_code && rest.len() == inside.len() + 2;
        if is_last && !inside.is_empty() && inside.chars().all(is_name) {
            let instead = match inside {
                "ref" | "doc" | "numref" | "any" => {
                    "a link to a page is `[text](<page:Title>)`, to a place `[text](#Heading)`"
                }
                "sub" | "sup" => "write `<sub>2</sub>` or `<sup>2</sup>`",
                _ => "write in Markdown what it shows",
            };
            let message = format!(
                "`{{{inside}}}` before code is a role of another tool, and was written as text; {instead}"
            );
            self.source.note(self.place(at), message);
        }
    }

    /// `[text]{.smallcaps}` is a span of Pandoc.
    pub(super) fn span(&self, at: usize, rest: &str) {
        let Some(text) = rest.strip_prefix('[').and_then(|rest| until_end(rest, ']')) else { return };
        let behind = rest.get(text.len() + 2..).unwrap_or("");
        let inside = behind.strip_prefix("{.").and_then(|behind| until_end(behind, '}'));
        if let Some(class) =
            inside.filter(|class| class.starts_with(|first: char| first.is_ascii_alphabetic()))
        {
            let message = format!(
                "`[{text}]{{.{class}}}` is text with a class in another tool, and was written as it stands; a page has no classes: \
                 write the text alone"
            );
            self.source.note(self.place(at), message);
        }
    }

    /// `{++new++}` and `{--old--}` are changes that somebody proposes, in CriticMarkup.
    pub(super) fn change(&self, at: usize, inside: &str) {
        let marks = [("++", "++"), ("--", "--"), ("~~", "~~"), ("==", "=="), (">>", "<<")];
        let is_change = marks.iter().any(|(open, close)| {
            inside
                .strip_prefix(open)
                .and_then(|inside| inside.strip_suffix(close))
                .is_some_and(|text| !text.is_empty())
        });
        if is_change {
            let message = format!(
                "`{{{inside}}}` marks a change in another tool, and was written as text; write the text that is meant"
            );
            self.source.note(self.place(at), message);
        }
    }

    /// `<img src={logo} />`, where the parser sees no tag of HTML.
    pub(super) fn tag_of_jsx<K>(&self, at: usize) -> Option<K> {
        let place = self.place(at);
        // `a<b` is no tag.
        if self.source.text().get(..place)?.ends_with(char::is_alphanumeric) {
            return None;
        }
        let message = tag_of_jsx(self.source.text().get(place..)?)?;
        self.source.note(place, message);
        None
    }
}

/// What to write in place of a tag or a block of another tool, by its first word in small letters.
pub(in super::super) fn in_place_of(word: &str, words: &str) -> Option<String> {
    let instead = match word {
        "figure" | "img" | "image" | "picture" => return Some(image_in(words)),
        "ref" | "relref" | "link" | "post_url" | "content-ref" | "page-ref" | "button" | "xref" => {
            "a link to a page is `[text](<page:Title>)`"
        }
        "highlight" | "code" | "codeblock" | "code-block" | "gist" | "mermaid" | "plantuml" => {
            "code stands between fences of three backticks, with the language behind the first"
        }
        "youtube" | "vimeo" | "video" | "audio" | "embed" | "tweet" | "spotify" | "iframe" | "slideshare"
        | "speakerdeck" | "figma" | "jsfiddle" | "codepen" => {
            "write its URL as a link, or in the macro `::widget{url=\"https://...\"}`"
        }
        "file" | "pdf" | "attachment" | "download" => "a file is `[a.pdf](attachment:a.pdf)`",
        "tabs" | "tab" | "tabpane" | "tab-set" | "tab-item" | "panel-tabset" | "stepper" | "step"
        | "steps" | "details" | "expand" | "collapse" | "spoiler" | "dropdown" | "accordion" | "zone"
        | "moniker" | "card" | "cards" => "a folded block is `<details>` with a `<summary>`, around its text",
        "columns" | "column" | "row" | "grid" | "cols" | "col" | "flex" => {
            "columns are `:::layout`, in it `:::layout-section{type=two_equal}`, and in that a `:::layout-cell` for each"
        }
        "center" => "text in the middle is `<p align=\"center\">text</p>`",
        "include" | "readfile" | "import" | "render" | "snippet" => "write the text of the file in its place",
        "math" | "katex" => "put a formula in code",
        "toc" => "a table of contents is `::toc` on a line of its own",
        "hint" | "notice" | "alert" | "callout" | "admonition" => {
            "an alert is `> [!NOTE]` with its text below in `> `"
        }
        _ if alert_macro(word).is_some() => "an alert is `> [!NOTE]` with its text below in `> `",
        _ => return None,
    };
    Some(instead.to_owned())
}

/// What is said of a tag of JSX with a value in braces, where a text begins with one.
pub(in super::super) fn tag_of_jsx(text: &str) -> Option<String> {
    let near = text.get(..text.floor_char_boundary(LONGEST_GUESS))?;
    let inside = near
        .strip_prefix('<')
        .filter(|inside| inside.starts_with(|first: char| first.is_ascii_alphabetic()))?;
    let (before, value) = inside.split_once("={")?;
    let name = before.split_whitespace().next()?;
    if before.len() == name.len() || before.contains(['<', '>', '\n', '{']) {
        return None;
    }
    let instead = match name {
        "img" | "Image" => image_in(value),
        "a" | "Link" => "a link is `[text](ADDRESS)`".to_owned(),
        _ => "write in Markdown what it shows".to_owned(),
    };
    Some(format!("`<{before}={{` begins a tag of JSX, which was written as text; {instead}"))
}

/// How the image is written that some words name.
fn image_in(words: &str) -> String {
    format!("an image is `![alt](attachment:{})`", picture_in(words).unwrap_or("a.png"))
}

/// The name of the file of a picture among some words.
fn picture_in(words: &str) -> Option<&str> {
    let mut parts = words.split(['"', '\'', ' ', '=', '/', '(', ')', '{', '}', '`']);
    parts.find(|part| {
        part.rsplit_once('.').is_some_and(|(name, ending)| !name.is_empty() && is_picture(ending))
    })
}

/// What is said of a line that begins at a place, if it is one of MDX, or takes in a file.
pub(super) fn line_of_another_tool(source: &Source, at: usize) -> Option<String> {
    let rest = source.text().get(at..)?;
    // No line like these is longer, and a text may be one line.
    let near = rest.get(..rest.floor_char_boundary(LONGEST_GUESS))?;
    let line = near.lines().next()?.trim();
    if is_mdx(line) {
        return Some(format!(
            "`{line}` is a line of MDX, and was written as text; take it away, or put it in a fence of code"
        ));
    }
    if let Some((word, meaning)) = line.strip_prefix("*[").and_then(|line| line.split_once("]:")) {
        return Some(format!(
            "`*[{word}]:` explains a short form in another Markdown, and was written as text; write it behind the word: \
             `{word} ({})`",
            meaning.trim()
        ));
    }
    if let Some((marks, _)) = line.split_once(' ').filter(|(marks, _)| matches!(*marks, "**" | "***")) {
        return Some(format!(
            "`{marks}` begins no item of a list, and its line was joined; an item in another is `- text`, indented by two blanks"
        ));
    }
    if let Some(word) = line.strip_prefix("/// ").and_then(|line| line.split([' ', '|']).next())
        && (alert_macro(word).is_some() || matches!(word, "details" | "admonition" | "tab" | "html"))
    {
        let instead = in_place_of(word, line).unwrap_or_default();
        return Some(format!("`{line}` opens a block of another tool, and was written as text; {instead}"));
    }
    // In a quote it is an alert, whatever stands behind it.
    let is_in_quote = || {
        let before = source.text().get(..at).and_then(|before| before.rsplit('\n').next());
        before.is_some_and(|before| before.contains('>'))
    };
    let alert = line.strip_prefix("[!").and_then(|line| line.split_once(']'));
    if let Some((word, _)) = alert.filter(|(word, _)| alert_macro(word).is_some() && !is_in_quote()) {
        return Some(format!(
            "`[!{word}]` was written as text; an alert has `> ` before each line, and below it its text in `> `"
        ));
    }
    takes_in_a_file(line).then(|| {
        format!(
            "`{line}` takes in a file in another tool, and was written as text; write the text of the file in its place"
        )
    })
}

/// `import X from './x'`, `export const x = 1`.
fn is_mdx(line: &str) -> bool {
    let statement = line.trim_end_matches(';');
    let names_module = |rest: &str| {
        let is_first = rest.starts_with(['"', '\'']);
        is_first || rest.contains(" from '") || rest.contains(" from \"")
    };
    let imports = line.strip_prefix("import ").is_some_and(names_module);
    let exports = line.strip_prefix("export ").is_some_and(|rest| {
        let word = rest.split([' ', '(']).next().unwrap_or("");
        let names = matches!(word, "const" | "let" | "function" | "async") && rest.contains(['=', '(']);
        names || word == "default" || rest.starts_with('{')
    });
    imports && statement.ends_with(['"', '\'']) || exports
}

fn takes_in_a_file(line: &str) -> bool {
    let begins = [
        "--8<-- ",
        "!include ",
        "{{#include ",
        "{{#rustdoc_include ",
        "<<< @/",
        "<<< ./",
        "@include ",
        "!INCLUDE ",
    ];
    begins.iter().any(|begin| line.starts_with(begin)) || line.starts_with("{!") && line.ends_with("!}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{WriteOptions, to_storage};

    fn notes(markdown: &str) -> String {
        let notes = to_storage(markdown, &WriteOptions::new()).unwrap().notes;
        notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn tags_are_told_once_each_by_what_they_show() {
        for (markdown, instead) in [
            ("{{< figure src=\"img/a.png\" >}}", "an image is `![alt](attachment:a.png)`"),
            ("{{< ref \"x.md\" >}}", "a link to a page is"),
            ("{{< highlight go >}}\nx\n{{< /highlight >}}", "code stands between fences"),
            ("{%youtube abc %}", "write its URL as a link"),
            ("{% hint style=\"info\" %}\nx\n{% endhint %}", "an alert is `> [!NOTE]`"),
            ("{{% notice tip %}}\nx\n{{% /notice %}}", "an alert is `> [!NOTE]`"),
            ("{%- if x -%}a{% else %}b{% endif %}", "take it away"),
            ("{% tabs %}\nx\n{% endtabs %}", "a folded block is `<details>`"),
        ] {
            let told = notes(markdown);
            assert!(told.contains(instead) && told.lines().count() == 1, "{markdown}: {told}");
        }
    }

    #[test]
    fn signs_of_other_tools_are_told() {
        for (markdown, told) in [
            ("so ^^new^^ it is", "write `<ins>new</ins>`"),
            ("/// note | Title\ntext\n///", "an alert is `> [!NOTE]`"),
            ("[!NOTE]\ntext", "an alert has `> ` before each line"),
            ("!INCLUDE \"a.md\"", "write the text of the file in its place"),
            (
                "Contents: ::toc here",
                "`::toc` was written as text; a macro with two colons stands alone on its line",
            ),
            ("a {--del--} b", "`{--del--}` marks a change in another tool"),
            ("a [x]{.smallcaps} b", "is text with a class in another tool"),
            ("![c](https://e.com/b.png){#fig-a width=30}", "`#fig-a` of the image was left out"),
            ("# Head {-}", "`-` behind the heading was left out"),
            ("{: .note }\nText", "`{: .note }` was left out"),
            ("see {ref}`x`", "`{ref}` before code is a role of another tool"),
            ("**Note: ** text", "no blank stands before the last asterisks"),
            ("press ++ctrl+alt++", "write `<kbd>ctrl</kbd>+<kbd>alt</kbd>`"),
            ("a :material-check: b", "`:material-check:` is an icon of another tool"),
            ("- a\n** b", "an item in another is `- text`"),
            ("{{mono}} x", "code stands between backticks"),
            ("see [#Set up] x", "write `[Set up](<#Set up>)`"),
            ("see [^plan.pdf]", "write `[plan.pdf](attachment:plan.pdf)`"),
            ("*[HTML]: Hyper Text", "write it behind the word: `HTML (Hyper Text)`"),
            ("<img src={require('./a.png').default} />", "an image is `![alt](attachment:a.png)`"),
            ("<img src={logo}/>", "`<img src={` begins a tag of JSX"),
            ("<Tabs values={[{a: 1}]}>", "begins a tag of JSX"),
            ("![b](https://x.org/b.png =x200)", "`![b](https://x.org/b.png){height=200}`"),
            ("![b](https://x.org/b.png =20x30)", "`![b](https://x.org/b.png){width=20}`"),
            ("![c](b.png =50%x)", "in pixels: `![c](b.png){width=300}`"),
            ("![c](b.png =100%x50)", "`![c](b.png){height=50}`"),
        ] {
            let found = notes(markdown);
            assert!(found.contains(told) && found.lines().count() == 1, "{markdown}: {found}");
        }
        for quiet in [
            "C++ and D++",
            "++i or ++j",
            "a:simple:b",
            "if a<b and c={d}",
            "x ^^ y ^^ z",
            "`++a++`",
            "1 + 1",
            "see [#12]",
            "**a** b",
        ] {
            assert_eq!(notes(quiet), "", "{quiet}");
        }
    }

    #[test]
    fn sentences_are_no_statements() {
        for line in ["import X from './x'", "import './a.css';", "export const a = 1", "export default Page"]
        {
            assert!(is_mdx(line), "{line}");
        }
        for line in ["import goods from 'abroad' now", "export the default", "export control (EU)", "imports"]
        {
            assert!(!is_mdx(line), "{line}");
        }
    }
}
