//! Languages of the code macro.

use crate::site::Deployment;

/// The languages that the code macro of Data Center knows, by the name that it stores. Any other name shows an error
/// in the place of the code (`InvalidValueException`).
const DATA_CENTER: [&str; 27] = [
    "actionscript3",
    "applescript",
    "bash",
    "c#",
    "coldfusion",
    "cpp",
    "css",
    "delphi",
    "diff",
    "erl",
    "groovy",
    "java",
    "jfx",
    "js",
    "perl",
    "php",
    "powershell",
    "py",
    "ruby",
    "sass",
    "scala",
    "sql",
    "text",
    "vb",
    "xml",
    "yml",
    "html",
];

/// Other names of languages, as authors write them behind a fence, with the name that Data Center stores: the same
/// language, a dialect of it, or what its highlighter is for. What is none of these has no line here, so that its author
/// is told.
const ALIASES: &[(&str, &str)] = &[
    ("actionscript", "actionscript3"),
    ("as3", "actionscript3"),
    ("bash-session", "bash"),
    ("c", "cpp"),
    ("c++", "cpp"),
    ("c-sharp", "c#"),
    ("cc", "cpp"),
    ("cfm", "coldfusion"),
    ("cjs", "js"),
    ("console", "bash"),
    ("cplusplus", "cpp"),
    ("cs", "c#"),
    ("csharp", "c#"),
    ("cxx", "cpp"),
    ("erlang", "erl"),
    ("gradle", "groovy"),
    ("h", "cpp"),
    ("hpp", "cpp"),
    ("htm", "xml"),
    ("html", "xml"),
    ("html and xml", "xml"),
    ("hxx", "cpp"),
    ("java fx", "jfx"),
    ("javafx", "jfx"),
    ("javascript", "js"),
    ("jenkinsfile", "groovy"),
    ("json", "js"),
    ("jsx", "js"),
    ("ksh", "bash"),
    ("mjs", "js"),
    ("mysql", "sql"),
    ("no-highlight", "text"),
    ("node", "js"),
    ("nohighlight", "text"),
    ("none", "text"),
    ("pascal", "delphi"),
    ("patch", "diff"),
    ("pl", "perl"),
    ("plain", "text"),
    ("plain text", "text"),
    ("plaintext", "text"),
    ("plpgsql", "sql"),
    ("plsql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("ps1", "powershell"),
    ("psm1", "powershell"),
    ("pwsh", "powershell"),
    ("py3", "py"),
    ("python", "py"),
    ("python3", "py"),
    ("rb", "ruby"),
    ("scss", "sass"),
    ("sh", "bash"),
    ("sh-session", "bash"),
    ("shell", "bash"),
    ("shell-session", "bash"),
    ("shellscript", "bash"),
    ("sqlite", "sql"),
    ("svg", "xml"),
    ("t-sql", "sql"),
    ("tsql", "sql"),
    ("txt", "text"),
    ("udiff", "diff"),
    ("vb.net", "vb"),
    ("vba", "vb"),
    ("vbnet", "vb"),
    ("vbs", "vb"),
    ("vbscript", "vb"),
    ("visual basic", "vb"),
    ("visualbasic", "vb"),
    ("wsdl", "xml"),
    ("xhtml", "xml"),
    ("xsd", "xml"),
    ("xslt", "xml"),
    ("yaml", "yml"),
    ("zsh", "bash"),
];

/// Spellings that Cloud does not know of languages that it knows.
const SPELLINGS: &[(&str, &str)] = &[
    ("c++", "cpp"),
    ("c-sharp", "c#"),
    ("html and xml", "xml"),
    ("java fx", "javafx"),
    ("plain text", "plaintext"),
    ("vb.net", "vbnet"),
    ("visual basic", "visualbasic"),
];

/// The names of two words and more that Confluence itself shows for languages.
pub(super) const WITH_BLANKS: [&str; 4] = ["html and xml", "java fx", "plain text", "visual basic"];

/// What the macro is told of a language, or `None` if it must not be told.
pub(crate) fn stored(language: &str, target: Option<Deployment>) -> Option<String> {
    let lower = language.to_ascii_lowercase();
    let named = |names: &[(&str, &str)]| {
        names.iter().find(|(name, _)| *name == lower).map(|(_, stored)| (*stored).to_owned())
    };
    if target != Some(Deployment::DataCenter) {
        return Some(named(SPELLINGS).unwrap_or_else(|| language.to_owned()));
    }
    // `diff-rust` is how some highlighters call changes of code.
    let changes = lower.starts_with("diff-").then(|| "diff".to_owned());
    let name = named(ALIASES).or(changes).unwrap_or(lower);
    DATA_CENTER.contains(&&*name).then_some(name)
}

/// The themes of the code macro of Data Center, as it spells them. Any other shows an error in the place of the code.
const THEMES: [&str; 8] =
    ["Confluence", "DJango", "Default", "Eclipse", "Emacs", "FadeToGrey", "Midnight", "RDark"];

/// A theme as the macro spells it.
pub(super) fn theme(name: &str) -> Option<&'static str> {
    THEMES.into_iter().find(|theme| theme.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_leads_to_a_language_that_is_known() {
        assert!(ALIASES.iter().all(|(_, stored)| DATA_CENTER.contains(stored)));
        let known = |name: &str| stored(name, Some(Deployment::DataCenter)).is_some();
        assert!(SPELLINGS.iter().all(|(name, _)| known(name)), "what Cloud is told, Data Center is told");
        assert!(WITH_BLANKS.into_iter().all(known));
    }

    #[test]
    fn data_center_is_told_what_it_knows() {
        let data_center = Some(Deployment::DataCenter);
        assert_eq!(stored("C++", data_center).as_deref(), Some("cpp"));
        assert_eq!(stored("http", data_center), None);
        assert_eq!(stored("rust", None).as_deref(), Some("rust"));
        assert_eq!(stored("C++", Some(Deployment::Cloud)).as_deref(), Some("cpp"));
    }
}
