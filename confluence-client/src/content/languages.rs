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

/// Other names of languages that both deployments have, as authors write them behind a fence.
const ALIASES: [(&str, &str); 40] = [
    ("actionscript", "actionscript3"),
    ("as3", "actionscript3"),
    ("bat", "powershell"),
    ("c", "cpp"),
    ("c++", "cpp"),
    ("cc", "cpp"),
    ("cfm", "coldfusion"),
    ("console", "bash"),
    ("cs", "c#"),
    ("csharp", "c#"),
    ("cxx", "cpp"),
    ("erlang", "erl"),
    ("h", "cpp"),
    ("hpp", "cpp"),
    ("htm", "xml"),
    ("html", "xml"),
    ("javafx", "jfx"),
    ("javascript", "js"),
    ("json", "js"),
    ("jsx", "js"),
    ("none", "text"),
    ("pascal", "delphi"),
    ("patch", "diff"),
    ("pl", "perl"),
    ("plain", "text"),
    ("plaintext", "text"),
    ("ps1", "powershell"),
    ("pwsh", "powershell"),
    ("python", "py"),
    ("python3", "py"),
    ("rb", "ruby"),
    ("scss", "sass"),
    ("sh", "bash"),
    ("shell", "bash"),
    ("svg", "xml"),
    ("txt", "text"),
    ("vbnet", "vb"),
    ("xhtml", "xml"),
    ("yaml", "yml"),
    ("zsh", "bash"),
];

/// Spellings that mean a name that everything understands.
const SPELLINGS: [(&str, &str); 3] = [("c++", "cpp"), ("c#", "c#"), ("c-sharp", "c#")];

/// What the macro is told of a language, or `None` if it must not be told.
pub(crate) fn stored(language: &str, target: Option<Deployment>) -> Option<String> {
    let lower = language.to_ascii_lowercase();
    if target != Some(Deployment::DataCenter) {
        let spelling =
            SPELLINGS.iter().find(|(name, _)| *name == lower).map(|(_, stored)| (*stored).to_owned());
        return Some(spelling.unwrap_or_else(|| language.to_owned()));
    }
    let name = ALIASES.iter().find(|(name, _)| *name == lower).map_or(&*lower, |(_, stored)| stored);
    DATA_CENTER.contains(&name).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_leads_to_a_language_that_is_known() {
        assert!(ALIASES.iter().all(|(_, stored)| DATA_CENTER.contains(stored)));
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
