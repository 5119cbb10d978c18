//! Fences of code, and what stands behind them.

use super::{Emitter, macro_info};
use crate::content::ast::{AstBlock, alert_macro};
use crate::content::fence::Info;
use crate::content::languages;
use crate::storage::error::ContentError;

impl Emitter<'_> {
    pub(super) fn code(&mut self, block: &AstBlock<'_>, info: &str, body: &str) -> Result<(), ContentError> {
        if let Some(directive) = macro_info(info) {
            return self.text_macro(block, &directive, body);
        }
        let info = match self.tell_of_braces(block.range.start, info) {
            true => Info::default(),
            false => Info::parse(info),
        };
        if let Some(name) = self.source.options().fences.get(&info.language) {
            self.open_macro(name);
            self.plain_body(body);
            self.out.push_str("</ac:structured-macro>");
            return Ok(());
        }
        self.tell_of_diagram(block.range.start, &info.language);
        self.open_macro("code");
        if let Some(language) = self.language(block.range.start, &info) {
            self.parameter("language", &language);
        }
        if let Some(title) = &info.title {
            self.parameter("title", title);
        }
        for (name, value) in info.settings.iter().filter(|(_, value)| *value != "false") {
            self.parameter(name, value);
        }
        self.plain_body(body);
        self.out.push_str("</ac:structured-macro>");
        Ok(())
    }

    /// A fence `{note}` is an alert, and `{figure}` an image, in the Markdown of other tools.
    fn tell_of_braces(&self, at: usize, info: &str) -> bool {
        let Some((word, argument)) = info.strip_prefix('{').and_then(|info| info.split_once('}')) else {
            return false;
        };
        let Some((what, instead)) = no_code(word, argument.trim()) else { return false };
        let message = format!(
            "`{{{word}}}` behind a fence is {what} in another Markdown, and was written as code; {instead}"
        );
        self.source.note(at, message);
        true
    }

    /// Other tools draw some languages; a page shows them as code.
    fn tell_of_diagram(&self, at: usize, language: &str) {
        /// What tools that make sites of Markdown draw.
        const DRAWN: [&str; 6] = ["mermaid", "plantuml", "puml", "graphviz", "math", "katex"];

        if DRAWN.contains(&&*language.to_ascii_lowercase()) {
            let message = format!(
                "`{language}` is shown as code: Confluence draws it only with an app, whose macro a fence `macro NAME` writes"
            );
            self.source.note(at, message);
        }
    }

    /// What the code macro is told of the language, and its author of what means nothing to it.
    pub(crate) fn language(&self, at: usize, info: &Info) -> Option<String> {
        if !info.others.is_empty() {
            self.source.note(at, left_out(&info.others));
        }
        if info.language.is_empty() || info.language == "text" && info.title.is_some() {
            return None;
        }
        let stored = languages::stored(&info.language, self.source.options().deployment);
        if stored.is_none() {
            let message = format!(
                "the code macro of Data Center knows no language `{}`; the code was written without one",
                info.language
            );
            self.source.note(at, message);
        }
        stored
    }
}

/// What is said of words behind a fence that mean nothing to the macro.
fn left_out(others: &[String]) -> String {
    let title = others.iter().position(|word| word == "title").and_then(|at| others.get(at + 1..));
    match title.filter(|words| !words.is_empty()) {
        Some(words) => format!(
            "`{}` behind the fence was left out; a title is `title=\"{}\"`",
            others.join(" "),
            words.join(" ")
        ),
        None => format!(
            "`{}` behind the fence was left out: the code macro knows no such setting",
            others.join(", ")
        ),
    }
}

/// What a word in braces behind a fence means, if it is no language, and what to write in place of it.
fn no_code(word: &str, argument: &str) -> Option<(&'static str, String)> {
    if alert_macro(word).is_some() || word == "admonition" {
        return Some(("an alert", "an alert is `> [!NOTE]` with its text below in `> `".to_owned()));
    }
    Some(match word {
        "figure" | "image" => ("an image", format!("write `![alt]({argument})`")),
        "math" => ("a formula", "put it in code, or in the macro for formulas that the site has".to_owned()),
        "include" | "literalinclude" => ("a file", "write the text of the file in its place".to_owned()),
        "toctree" | "tableofcontents" => {
            ("a list of pages", "write `::children` on a line of its own".to_owned())
        }
        "contents" => ("a table of contents", "write `::toc` on a line of its own".to_owned()),
        "table" | "list-table" | "csv-table" => {
            ("a table", "a table has a line `|---|---|` below its first row".to_owned())
        }
        "dropdown" | "tab-set" | "tab-item" | "tabs" | "tab" | "card" | "grid" | "details" => {
            ("a block", "a folded block is `<details>` with a `<summary>`, around its text".to_owned())
        }
        "youtube" | "video" | "iframe" => {
            ("a video", "write its URL as a link, or in the macro `::widget{url=\"https://...\"}`".to_owned())
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn what_stands_behind_a_fence_is_a_title_an_option_or_told() {
        for (markdown, stored, told) in [
            ("```js [config.js]\nx\n```", "\"title\">config.js<", ""),
            ("```c title my title\nx\n```", "\"language\">c<", "a title is `title=\"my title\"`"),
            ("```js:line-numbers {1}\nx\n```", "\"language\">js<", "`1` behind the fence was left out"),
            (
                "```{code-block} python\n:caption: x.py\n:linenos:\n:name: n\n\ny\n```",
                "\"title\">x.py</ac:parameter><ac:parameter ac:name=\"linenumbers\">true</ac:parameter>\
                 <ac:plain-text-body><![CDATA[y]]>",
                "`name=n` behind the fence was left out",
            ),
            ("```{figure} a.png\nText\n```", "<![CDATA[Text]]>", "is an image in another Markdown"),
            ("```{python}\n:a\n```", "<![CDATA[:a]]>", ""),
        ] {
            let page = to_storage(markdown, &WriteOptions::new()).unwrap();
            let notes: Vec<String> = page.notes.iter().map(ToString::to_string).collect();
            assert!(page.storage.contains(stored), "{markdown}: {}", page.storage);
            assert!(
                notes.len() == usize::from(!told.is_empty()) && notes.concat().contains(told),
                "{notes:?}"
            );
        }
        let figure = to_storage("```{figure} a.png\nText\n```", &WriteOptions::new()).unwrap();
        assert!(!figure.storage.contains("language"), "{}", figure.storage);
    }
}
