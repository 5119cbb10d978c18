//! What the macros that declare operations refuse, asked of the compiler itself.

use std::path::Path;
use std::process::Command;

/// What the compiler says of one row of `endpoints!`, in a crate that holds nothing but the macro.
fn compiled(row: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let macros = Path::new(env!("CARGO_MANIFEST_DIR")).join("../confluence-client/src/declare/endpoints.rs");
    let source = format!(
        "mod declare {{ #[path = {macros:?}] mod endpoints; pub(crate) use endpoints::{{endpoints, operation}}; }}\n\
         mod rows {{ crate::declare::endpoints! {{ V2:\n{row}\n}} }}\n"
    );
    let file = folder.path().join("rows.rs");
    std::fs::write(&file, source).expect("a file");
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--out-dir"])
        .arg(folder.path())
        .arg(&file);
    let said = rustc.output().expect("a compiler");
    // Even a good row does not compile here: what it expands to is in the client.
    assert!(!said.status.success());
    String::from_utf8_lossy(&said.stderr).into_owned()
}

#[test]
fn an_operation_without_a_line_of_documentation_does_not_compile() {
    let row = r#"fn list() -> String = GetAll: GET "/all""#;
    let refused = "no rules expected";
    let undocumented = compiled(row);
    assert!(undocumented.contains(refused) && undocumented.contains("fn list()"), "{undocumented}");
    let documented = compiled(&format!("/// Lists everything.\n{row}"));
    assert!(!documented.contains(refused), "{documented}");
}
