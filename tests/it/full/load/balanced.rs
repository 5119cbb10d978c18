//! Replicas over one store in PostgreSQL, behind a balancer: how many calls they answer, and what one that dies takes away.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::balancer::Balancer;
use super::crowd::{Crowd, PRINCIPALS, allow_files, press, resident, slowest};
use crate::full::stores::database::Database;

const LASTS: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL, HAProxy and minutes: cargo xtask test --full load"]
async fn replicas_behind_a_balancer_and_one_of_them_dies() {
    allow_files();
    let database = Database::start();
    let key = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(key.path(), "6b".repeat(32)).unwrap();
    let key = key.path().display();
    let store = format!("OAuthSettingsLocation={};OAuthSettingsKey=file:{key}", database.address());
    let crowd = Crowd::gather(&store).await;
    for replicas in [1, 2, 4] {
        let mut servers = Vec::new();
        for _ in 0..replicas {
            servers.push(crowd.server().await);
        }
        let addresses: Vec<SocketAddr> = servers.iter().map(|(_, address)| *address).collect();
        let balancer = Balancer::start(&addresses);
        let front = [balancer.address()];
        let before: u64 = servers.iter().map(|(server, _)| resident(server)).sum();
        let counted = press(&crowd, &front, LASTS, false).await;
        let after: u64 = servers.iter().map(|(server, _)| resident(server)).sum();
        let calls = counted.calls.load(Ordering::Relaxed);
        println!(
            "{replicas} behind HAProxy, {PRINCIPALS} callers: {:.0} calls a second, no error, no answer of another; {}; {:.1} \
             KiB more for each caller, over all replicas",
            calls as f64 / LASTS.as_secs_f64(),
            slowest(&counted.took),
            after.saturating_sub(before) as f64 / PRINCIPALS as f64
        );
        assert!(calls >= PRINCIPALS, "{calls} calls");
        if replicas == 1 {
            continue;
        }
        let dying = async {
            tokio::time::sleep(LASTS / 2).await;
            servers[0].0.kill().await.unwrap();
        };
        let (counted, ()) = tokio::join!(press(&crowd, &front, LASTS, true), dying);
        let (calls, lost) = (counted.calls.load(Ordering::Relaxed), counted.again.load(Ordering::Relaxed));
        println!(
            "{replicas} behind HAProxy, one killed in the middle: {:.0} calls a second, each caller's own answer; {lost} calls \
             were under way in it and came to nothing",
            calls as f64 / LASTS.as_secs_f64()
        );
        assert!(calls >= PRINCIPALS, "{calls} calls");
        // Nobody has more than one call under way, so that no more are lost, but for those that came before the probe.
        assert!(lost <= 2 * PRINCIPALS, "{lost} calls were lost");
    }
}
