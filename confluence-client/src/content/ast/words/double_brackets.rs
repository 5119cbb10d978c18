//! `[[Page]]` and `![[file]]`, links and what is shown in place in the Markdown of other tools: told, not understood.

use super::Text;

/// What stands between two pairs of brackets: `Page#Heading|label`, `a.png#icon|300x200`.
struct Target<'t> {
    /// The name of a page or a file, without the folders of a file.
    name: &'t str,
    /// The heading on a page, by its text; nothing for a block.
    heading: Option<&'t str>,
    label: Option<&'t str>,
    is_file: bool,
    is_picture: bool,
}

impl<'t> Target<'t> {
    fn read(inside: &'t str) -> Self {
        let (target, label) =
            inside.split_once('|').map_or((inside, None), |(target, label)| (target, Some(label)));
        let end = target.find(['#', '^']).unwrap_or(target.len());
        let (path, fragment) = target.split_at(end);
        let heading =
            fragment.rsplit('#').next().filter(|heading| !heading.is_empty() && !heading.starts_with('^'));
        let path = path.trim().strip_suffix(".md").unwrap_or(path.trim());
        let file = path.rsplit('/').next().unwrap_or(path);
        let is_picture = ending(file).is_some_and(|ending| is_picture(&ending));
        let is_file = is_file(file);
        Self { name: if is_file { file } else { path }, heading, label, is_file, is_picture }
    }

    /// What to write in place of one that is shown where it stands.
    fn shown(&self) -> (&'static str, String) {
        let Self { name, .. } = self;
        let size = self.label.map(|label| label.split_once('x').unwrap_or((label, "")).0.trim());
        let size = size.filter(|width| !width.is_empty() && width.bytes().all(|byte| byte.is_ascii_digit()));
        match (self.is_picture, self.is_file) {
            (true, _) => {
                let alt = self.label.filter(|_| size.is_none()).unwrap_or("");
                let size = size.map(|width| format!("{{width={width}}}")).unwrap_or_default();
                ("is an image", format!("`![{alt}](attachment:{name}){size}`"))
            }
            (_, true) => ("is a file", format!("`[{name}](attachment:{name})`")),
            _ => {
                ("shows another page", format!("`::include{{default=\"page:{name}\"}}` on a line of its own"))
            }
        }
    }

    /// What to write in place of a link.
    fn linked(&self) -> String {
        let Self { name, .. } = self;
        let place = self.heading.map(|heading| format!("#{heading}")).unwrap_or_default();
        let label =
            self.label.or(Some(*name).filter(|name| !name.is_empty())).or(self.heading).unwrap_or("text");
        match self.is_file {
            true => format!("`[{label}](attachment:{name})`"),
            false if name.is_empty() => format!("`[{label}](<{place}>)`"),
            false => format!("`[{label}](<page:{name}{place}>)`"),
        }
    }
}

impl Text<'_> {
    /// Tells of what stands between two pairs of brackets at a place.
    pub(super) fn double_brackets(&self, at: usize, inside: &str) {
        let source = self.source.text();
        let place = self.place(at);
        let is_shown = source.get(..place).is_some_and(|before| before.ends_with('!'));
        let closes = source
            .get(place + 2..)
            .and_then(|rest| rest.strip_prefix(inside))
            .is_some_and(|rest| rest.starts_with("]]") && !rest.starts_with("]]("));
        let before = source.get(..place).and_then(|before| before.chars().next_back());
        let first = inside.strip_prefix('#').unwrap_or(inside).chars().next();
        let is_plain = !before.is_some_and(char::is_alphanumeric)
            && inside.contains(char::is_alphabetic)
            && first.is_some_and(char::is_alphanumeric)
            && !inside.contains(['[', '`', '$', '"', '\'']);
        if !closes || !is_plain {
            return;
        }
        let target = Target::read(inside);
        let message = match is_shown && !target.name.is_empty() {
            true => {
                let (what, instead) = target.shown();
                format!(
                    "`![[{inside}]]` {what} in another Markdown, and was written as text; write {instead}"
                )
            }
            false => format!(
                "`[[{inside}]]` is a link in another Markdown, and was written as text; write {}",
                target.linked()
            ),
        };
        self.source.note(place, message);
    }
}

fn ending(name: &str) -> Option<String> {
    name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending.to_ascii_lowercase())
}

/// Whether a name is that of a file: titles of pages have dots in them as well.
pub(super) fn is_file(name: &str) -> bool {
    ending(name).is_some_and(|ending| is_picture(&ending) || is_other_file(&ending))
}

/// Whether files that end so, in small letters, are shown as images.
pub(super) fn is_picture(ending: &str) -> bool {
    matches!(ending, "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "bmp" | "avif")
}

/// Whether files that end so are known, those aside that are shown.
fn is_other_file(ending: &str) -> bool {
    matches!(
        ending,
        "pdf"
            | "doc"
            | "docx"
            | "xls"
            | "xlsx"
            | "ppt"
            | "pptx"
            | "odt"
            | "ods"
            | "odp"
            | "rtf"
            | "txt"
            | "csv"
            | "zip"
            | "gz"
            | "7z"
            | "mp3"
            | "wav"
            | "ogg"
            | "m4a"
            | "flac"
            | "mp4"
            | "mov"
            | "mkv"
            | "webm"
            | "avi"
            | "json"
            | "xml"
            | "yaml"
            | "yml"
            | "html"
            | "drawio"
            | "vsdx"
            | "eml"
            | "msg"
            | "canvas"
            | "excalidraw"
    )
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn pages_and_files_between_brackets_are_told_apart() {
        for (markdown, instead) in [
            ("![[a.png]]", "write `![](attachment:a.png)`"),
            ("![[lucide-menu.svg#icon]]", "write `![](attachment:lucide-menu.svg)`"),
            ("![[images/a.png#interface|300]]", "write `![](attachment:a.png){width=300}`"),
            ("![[a.png|A plan]]", "write `![A plan](attachment:a.png)`"),
            ("![[a.png|300x200]]", "write `![](attachment:a.png){width=300}`"),
            ("![[v.mp4#t=1]]", "write `[v.mp4](attachment:v.mp4)`"),
            ("![[d.pdf#page=3]]", "write `[d.pdf](attachment:d.pdf)`"),
            ("![[Page#Heading]]", "write `::include{default=\"page:Page\"}`"),
            ("![[Release 1.2]]", "write `::include{default=\"page:Release 1.2\"}`"),
            ("[[a.png]]", "write `[a.png](attachment:a.png)`"),
            ("[[a.pdf|the plan]]", "write `[the plan](attachment:a.pdf)`"),
            ("[[Page^block]]", "write `[Page](<page:Page>)`"),
            ("[[Page#^block]]", "write `[Page](<page:Page>)`"),
            ("[[Page#One#Two|it]]", "write `[it](<page:Page#Two>)`"),
            ("[[Page.md]]", "write `[Page](<page:Page>)`"),
            ("[[Node.js]]", "write `[Node.js](<page:Node.js>)`"),
            ("[[#Set up]]", "write `[Set up](<#Set up>)`"),
        ] {
            let notes = to_storage(markdown, &WriteOptions::new()).unwrap().notes;
            assert!(
                matches!(notes.as_slice(), [note] if note.message.contains(instead)),
                "{markdown}: {notes:?}"
            );
        }
    }
}
