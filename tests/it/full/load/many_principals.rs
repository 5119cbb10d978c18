//! A thousand callers at a time: no error, no answer that is another's, and what each costs.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::crowd::{Crowd, PRINCIPALS, allow_files, press, resident, slowest};
use crate::full::stores::database::Database;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a minute: cargo xtask test --full load"]
async fn a_thousand_callers_for_a_minute() {
    allow_files();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    let crowd = Crowd::gather(&format!("OAuthSettingsLocation={}", file.display())).await;
    let (server, address) = crowd.server().await;
    let before = resident(&server);
    let minute = Duration::from_secs(60);
    let counted = press(&crowd, &[address], minute, false).await;
    let (calls, after) = (counted.calls.load(Ordering::Relaxed), resident(&server));
    println!(
        "{PRINCIPALS} callers, 60 s: {calls} calls ({:.0} a second), no error, no answer of another; {}; first answers: \
         {}; resident {before} KiB before and {after} KiB after: {:.1} KiB for each caller with its connection",
        calls as f64 / 60.0,
        slowest(&counted.took),
        slowest(&counted.first),
        (after.saturating_sub(before)) as f64 / PRINCIPALS as f64
    );
    assert!(calls >= PRINCIPALS, "{calls} calls");
    let metrics = reqwest::get(format!("http://{address}/metrics")).await.unwrap().text().await.unwrap();
    assert!(metrics.contains(&format!("confluence_mcp_callers {PRINCIPALS}\n")), "{metrics}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL and minutes: cargo xtask test --full load"]
async fn replicas_over_one_store_and_one_of_them_dies() {
    allow_files();
    let database = Database::start();
    let key = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(key.path(), "6b".repeat(32)).unwrap();
    let key = key.path().display();
    let crowd =
        Crowd::gather(&format!("OAuthSettingsLocation={};OAuthSettingsKey=file:{key}", database.address()))
            .await;
    let lasts = Duration::from_secs(20);
    let mut alone = 0.0;
    for replicas in [1, 2, 4] {
        let mut servers = Vec::new();
        for _ in 0..replicas {
            servers.push(crowd.server().await);
        }
        let addresses: Vec<SocketAddr> = servers.iter().map(|(_, address)| *address).collect();
        let counted = press(&crowd, &addresses, lasts, false).await;
        let rate = counted.calls.load(Ordering::Relaxed) as f64 / lasts.as_secs_f64();
        if replicas == 1 {
            alone = rate;
        }
        println!("{replicas} of them: {rate:.0} calls a second, {:.2} of what one does", rate / alone);
        if replicas == 1 {
            continue;
        }
        let dying = async {
            tokio::time::sleep(lasts / 2).await;
            servers[0].0.kill().await.unwrap();
        };
        let (counted, ()) = tokio::join!(press(&crowd, &addresses, lasts, true), dying);
        let (calls, again) = (counted.calls.load(Ordering::Relaxed), counted.again.load(Ordering::Relaxed));
        println!(
            "{replicas} of them, one killed in the middle: {:.0} calls a second, each caller's own answer; {again} \
             calls found a server gone and went to the next",
            calls as f64 / lasts.as_secs_f64()
        );
        assert!(calls >= PRINCIPALS, "{calls} calls");
    }
}
