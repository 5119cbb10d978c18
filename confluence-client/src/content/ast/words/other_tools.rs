//! What other tools put into Markdown for themselves: tags of templates, lines of MDX, files that are taken in. Told, not
//! understood.

use super::super::Source;
use super::{LONGEST_GUESS, Text};

impl Text<'_> {
    /// `{% hint %}` and `{{< notice >}}` are tags of the tools that make sites of Markdown.
    pub(super) fn template_tag(&self, at: usize, rest: &str) {
        let tags = [("{%", "%}"), ("{{<", ">}}"), ("{{%", "%}}")];
        let Some((open, close)) = tags.into_iter().find(|(open, _)| rest.starts_with(open)) else { return };
        let near = rest.get(..rest.floor_char_boundary(LONGEST_GUESS)).unwrap_or("");
        let Some((inside, _)) = near.get(open.len()..).and_then(|near| near.split_once(close)) else {
            return;
        };
        if inside.contains(char::is_alphabetic) {
            let message = format!(
                "`{open}{inside}{close}` is a tag of another tool, and was written as text; an alert is `> [!NOTE]` with its \
                 text below in `> `, a macro `::name{{parameter=value}}`"
            );
            self.source.note(self.place(at), message);
        }
    }
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
    let begins =
        ["--8<-- ", "!include ", "{{#include ", "{{#rustdoc_include ", "<<< @/", "<<< ./", "@include "];
    begins.iter().any(|begin| line.starts_with(begin)) || line.starts_with("{!") && line.ends_with("!}")
}

#[cfg(test)]
mod tests {
    use super::*;

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
