//! Files that cannot be started here, held against what their programs publish.

use tokio::process::Command;

use crate::full::install::{output, pip};
use crate::mcp::documents::operation::text;
use crate::mcp::process::binary;

#[tokio::test]
#[ignore = "installs validators from PyPI: cargo xtask test --full operation"]
async fn compose_and_kubernetes_files_are_what_their_schemas_say() {
    let python = pip("manifests", &["check-jsonschema==0.39.*", "kubernetes-validate==1.37.*"]).await;
    let programs = python.parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for file in ["compose.yaml", "kubernetes.yaml"] {
        std::fs::write(folder.path().join(file), text(file)).unwrap();
    }
    let mut compose = Command::new(programs.join("check-jsonschema"));
    compose.args(["--builtin-schema", "vendor.compose-spec"]).arg(folder.path().join("compose.yaml"));
    output(&mut compose).await;
    let mut kubernetes = Command::new(programs.join("kubernetes-validate"));
    output(kubernetes.arg("--strict").arg(folder.path().join("kubernetes.yaml"))).await;
    // What is wrong is found.
    std::fs::write(
        folder.path().join("wrong.yaml"),
        text("kubernetes.yaml").replace("replicas: 2", "replicas: two"),
    )
    .unwrap();
    let mut wrong = Command::new(programs.join("kubernetes-validate"));
    let ended = wrong.arg("--strict").arg(folder.path().join("wrong.yaml")).output().await.unwrap();
    assert!(!ended.status.success());
}

#[tokio::test]
#[ignore = "needs systemd-analyze: cargo xtask test --full operation"]
async fn systemd_finds_nothing_wrong_with_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    // An instance, with the program where it is here.
    let unit =
        text("confluence-mcp@.service").replace("/usr/bin/confluence-mcp", &binary().display().to_string());
    let file = folder.path().join("confluence-mcp@8081.service");
    std::fs::write(&file, unit).unwrap();
    let verify = Command::new("systemd-analyze").arg("verify").arg(&file).output().await;
    let verify = match verify {
        Ok(verify) => verify,
        Err(error) => return println!("systemd-analyze is not here: {error}"),
    };
    let said = String::from_utf8_lossy(&verify.stderr).into_owned();
    assert!(verify.status.success() && !said.contains("confluence-mcp@"), "{said}");
    let mut security = Command::new("systemd-analyze");
    let told = output(security.args(["security", "--offline=true"]).arg(&file)).await;
    let level = told.lines().last().unwrap_or_default();
    println!("{level}");
    assert!(level.contains("OK"), "{level}");
}
