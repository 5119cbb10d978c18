#![cfg(unix)]

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;
use crate::ErrorKind;
use crate::properties::OAuthVersion;
use crate::secret::Secret;

fn key(site: &str) -> EntryKey {
    EntryKey::new("https://issuer", "client", site, OAuthVersion::V2, "")
}

fn entry(version: u64, token: &str) -> Entry {
    let mut entry = Entry::default();
    entry.record.version = version;
    entry.record.access_token = Some(Secret::new(token));
    entry
}

fn token(entry: Option<Entry>) -> Option<String> {
    entry.and_then(|entry| entry.record.access_token).map(|token| token.expose().to_owned())
}

fn store() -> (tempfile::TempDir, FileStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("sub/oauth.json"), None);
    (folder, store)
}

async fn publish(store: &FileStore, key: &EntryKey, entry: &Entry) -> Result<()> {
    store.lease(key, Duration::from_secs(5)).await?.publish(entry).await
}

fn write(store: &FileStore, text: &str, mode: u32) {
    std::fs::create_dir_all(store.path().parent().unwrap()).unwrap();
    std::fs::write(store.path(), text).unwrap();
    std::fs::set_permissions(store.path(), std::fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn entries_of_two_sites_live_in_one_private_file() {
    let (_folder, store) = store();
    publish(&store, &key("a"), &entry(1, "token a")).await.unwrap();
    publish(&store, &key("b"), &entry(1, "token b")).await.unwrap();
    assert_eq!(token(store.load(&key("a")).await.unwrap()).as_deref(), Some("token a"));
    assert_eq!(token(store.load(&key("b")).await.unwrap()).as_deref(), Some("token b"));
    store.clear(&key("a")).await.unwrap();
    assert_eq!(store.list().await.unwrap(), [key("b")]);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(store.path()), 0o600);
    assert_eq!(mode(store.path().parent().unwrap()), 0o700);
}

#[tokio::test]
async fn a_publication_that_is_not_the_next_is_refused() {
    let (_folder, store) = store();
    publish(&store, &key("a"), &entry(1, "one")).await.unwrap();
    assert!(publish(&store, &key("a"), &entry(1, "again")).await.is_err());
    assert_eq!(token(store.load(&key("a")).await.unwrap()).as_deref(), Some("one"));
}

#[tokio::test]
async fn one_holder_at_a_time_and_the_other_is_told_who() {
    let (_folder, store) = store();
    let held = store.lease(&key("a"), Duration::from_secs(1)).await.unwrap();
    let error = store.lease(&key("a"), Duration::from_millis(30)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
    drop(held);
    store.lease(&key("a"), Duration::from_secs(1)).await.unwrap();
}

#[tokio::test]
async fn one_login_at_a_time() {
    let (_folder, store) = store();
    let guard = store.begin_login(&key("a")).await.unwrap();
    assert_eq!(store.begin_login(&key("b")).await.unwrap_err().kind(), ErrorKind::LoginInProgress);
    drop(guard);
    store.begin_login(&key("b")).await.unwrap();
}

#[tokio::test]
async fn what_is_not_ours_is_reported_and_left_alone() {
    for text in
        ["garbage canary", "{\"version\":1", "{\"version\":2,\"entries\":[]}", "{}", "[]", "PATH=/canary"]
    {
        let (_folder, store) = store();
        write(&store, text, 0o600);
        let error = store.load(&key("a")).await.unwrap_err();
        assert_eq!((error.kind(), error.property()), (ErrorKind::Store, Some("OAuthSettingsLocation")));
        assert!(!format!("{error:?}").contains("canary"));
        publish(&store, &key("a"), &entry(1, "x")).await.unwrap_err();
        assert_eq!(std::fs::read_to_string(store.path()).unwrap(), text);
    }
}

#[tokio::test]
async fn lax_permissions_and_symbolic_links_are_refused() {
    let (folder, store) = store();
    write(&store, "", 0o644);
    let error = store.load(&key("a")).await.unwrap_err().to_string();
    assert!(error.contains("chmod 600"), "{error}");
    std::fs::remove_file(store.path()).unwrap();
    let target = folder.path().join("target");
    std::fs::write(&target, "").unwrap();
    symlink(&target, store.path()).unwrap();
    store.load(&key("a")).await.unwrap_err();
    publish(&store, &key("a"), &entry(1, "x")).await.unwrap_err();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "");
}

#[tokio::test]
async fn an_empty_file_holds_nothing_and_unknown_fields_are_kept() {
    let (_folder, store) = store();
    write(&store, "", 0o600);
    assert!(store.load(&key("a")).await.unwrap().is_none());
    write(&store, r#"{"version":1,"later":{"x":1},"entries":[]}"#, 0o600);
    publish(&store, &key("a"), &entry(1, "x")).await.unwrap();
    assert!(std::fs::read_to_string(store.path()).unwrap().contains(r#""later":{"x":1}"#));
}

#[tokio::test]
async fn a_file_of_name_value_lines_is_imported_and_kept() {
    let (_folder, store) = store();
    let text = "OAuthAccessToken=old\nOAuthRefreshToken=r\n";
    write(&store, text, 0o600);
    assert_eq!(token(store.load(&key("a")).await.unwrap()).as_deref(), Some("old"));
    assert_eq!(std::fs::read_to_string(store.path()).unwrap(), text);
    publish(&store, &key("a"), &entry(1, "new")).await.unwrap();
    assert_eq!(token(store.load(&key("a")).await.unwrap()).as_deref(), Some("new"));
    assert_eq!(std::fs::read_to_string(disk::beside(store.path(), ".bak")).unwrap(), text);
}

#[tokio::test]
async fn the_login_of_another_program_is_nobody_elses() {
    let (_folder, store) = store();
    let text = "OAuthAccessToken=canary\nURL=https://wiki.example.com\nOAuthClientId=client\n";
    write(&store, text, 0o600);
    let own = key("https://wiki.example.com");
    assert_eq!(token(store.load(&own).await.unwrap()).as_deref(), Some("canary"));
    let of = |client: &str, site: &str, principal: &str| {
        EntryKey::new("https://issuer", client, site, OAuthVersion::V2, principal)
    };
    for (other, why) in [
        (of("client", "https://wiki.example.com", "mallory"), "not a caller of a server for many"),
        (of("client", "https://other.example.com", ""), "https://wiki.example.com/ (URL)"),
        (of("another", "https://wiki.example.com", ""), "OAuthClientId"),
    ] {
        let refused = [
            store.load(&other).await.map(drop).unwrap_err(),
            publish(&store, &other, &entry(1, "x")).await.unwrap_err(),
            store.clear(&other).await.unwrap_err(),
        ];
        for error in refused {
            assert_eq!((error.kind(), error.property()), (ErrorKind::Store, Some("OAuthSettingsLocation")));
            assert!(error.to_string().contains(why) && !format!("{error:?}").contains("canary"), "{error}");
        }
        assert_eq!(std::fs::read_to_string(store.path()).unwrap(), text);
    }
    assert_eq!(std::fs::read_dir(store.path().parent().unwrap()).unwrap().flatten().count(), 3);
}

#[tokio::test]
async fn a_logout_leaves_no_copy_of_what_was_imported() {
    let text = "OAuthAccessToken=canary\n";
    for sealed in [false, true] {
        for first in ["clear", "publish", "refresh"] {
            let (folder, mut store) = store();
            if sealed {
                let file = folder.path().join("key");
                std::fs::write(&file, "ab".repeat(32)).unwrap();
                store = FileStore::new(store.path(), Some(KeyLocation::File(file)));
            }
            write(&store, text, 0o600);
            let backup = disk::beside(store.path(), ".bak");
            if first == "refresh" {
                publish(&store, &key("a"), &entry(1, "new")).await.unwrap();
                let kept = std::fs::read_to_string(&backup).unwrap();
                assert_eq!(kept == text, !sealed);
                assert_eq!(kept.contains("canary"), !sealed, "{kept}");
            }
            match first {
                // What a logout leaves behind where a connection string seeded the store.
                "publish" => {
                    let mut left = Entry::default();
                    left.record.version = 1;
                    publish(&store, &key("a"), &left).await.unwrap();
                }
                _ => store.clear(&key("a")).await.unwrap(),
            }
            assert!(token(store.load(&key("a")).await.unwrap()).is_none());
            for file in std::fs::read_dir(store.path().parent().unwrap()).unwrap().flatten() {
                let held = std::fs::read(file.path()).unwrap_or_default();
                assert!(!String::from_utf8_lossy(&held).contains("canary"), "{first}: {:?}", file.path());
            }
            assert!(!backup.exists(), "{first}");
        }
    }
}

#[tokio::test]
async fn a_copy_that_another_made_stays() {
    let (_folder, store) = store();
    publish(&store, &key("a"), &entry(1, "x")).await.unwrap();
    let backup = disk::beside(store.path(), ".bak");
    for text in ["a copy of mine", "OAuthAccessToken=t\nURL=https://elsewhere.example\n"] {
        std::fs::write(&backup, text).unwrap();
        std::fs::set_permissions(&backup, std::fs::Permissions::from_mode(0o600)).unwrap();
        store.clear(&key("a")).await.unwrap();
        publish(&store, &key("a"), &entry(1, "x")).await.unwrap();
        assert_eq!(std::fs::read_to_string(&backup).unwrap(), text);
    }
}

#[tokio::test]
async fn a_crowd_refreshes_side_by_side_and_loses_nothing() {
    const MANY: u32 = 120;
    const ASKING: Duration = Duration::from_millis(200);
    let (_folder, store) = store();
    let begun = tokio::time::Instant::now();
    let crowd = (0..MANY).map(|at| {
        // Two handles, as two processes have them.
        let store = if at % 2 == 0 { store.clone() } else { FileStore::new(store.path(), None) };
        tokio::spawn(async move {
            let mut lease = store.lease(&key(&at.to_string()), Duration::from_secs(60)).await?;
            lease.publish(&entry(1, "before")).await?;
            tokio::time::sleep(ASKING).await;
            lease.publish(&entry(2, "after")).await
        })
    });
    for one in crowd.collect::<Vec<_>>() {
        one.await.unwrap().unwrap();
    }
    // One after the other they would take longer than that, however fast the machine is.
    assert!(begun.elapsed() < ASKING * MANY, "{:?}", begun.elapsed());
    assert_eq!(store.list().await.unwrap().len(), MANY as usize);
}

#[tokio::test]
async fn who_locks_the_whole_file_is_waited_for() {
    let (_folder, store) = store();
    let older = disk::open_lock(&disk::beside(store.path(), ".lock")).unwrap();
    older.lock().unwrap();
    let error = store.lease(&key("a"), Duration::from_millis(30)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    older.unlock().unwrap();
    let held = store.lease(&key("a"), Duration::from_secs(1)).await.unwrap();
    assert!(older.try_lock().is_err());
    drop(held);
    older.try_lock().unwrap();
}

#[tokio::test]
async fn an_encrypted_file_needs_its_key_and_is_never_replaced_without_it() {
    let (folder, plain) = store();
    let key_file = folder.path().join("key");
    std::fs::write(&key_file, "ab".repeat(32)).unwrap();
    let sealed = FileStore::new(plain.path(), Some(KeyLocation::File(key_file)));
    publish(&sealed, &key("a"), &entry(1, "canary")).await.unwrap();
    let bytes = std::fs::read_to_string(plain.path()).unwrap();
    assert!(!bytes.contains("canary") && !bytes.contains("issuer"));
    assert_eq!(token(sealed.load(&key("a")).await.unwrap()).as_deref(), Some("canary"));
    assert_eq!(plain.load(&key("a")).await.unwrap_err().kind(), ErrorKind::KeyLost);
    assert_eq!(publish(&plain, &key("a"), &entry(2, "x")).await.unwrap_err().kind(), ErrorKind::KeyLost);
    assert_eq!(std::fs::read_to_string(plain.path()).unwrap(), bytes);
}

#[tokio::test]
async fn leftovers_of_the_dead_are_swept_after_a_day() {
    let (_folder, store) = store();
    publish(&store, &key("a"), &entry(1, "x")).await.unwrap();
    let folder = store.path().parent().unwrap();
    let (old, new) = (folder.join(".oauth.json.old.tmp"), folder.join(".oauth.json.new.tmp"));
    for path in [&old, &new] {
        std::fs::write(path, "x").unwrap();
    }
    let yesterday = std::time::SystemTime::now() - Duration::from_secs(25 * 3600);
    std::fs::File::open(&old).unwrap().set_modified(yesterday).unwrap();
    publish(&store, &key("a"), &entry(2, "y")).await.unwrap();
    assert!(!old.exists() && new.exists());
}

#[tokio::test]
async fn a_crowd_of_loads_shares_few_reads_and_each_gets_its_own() {
    let (_folder, store) = store();
    let items = (0..300).map(|at| {
        let token = format!("token {at}");
        let fields =
            serde_json::json!({"entry": {"version": 1, "access_token": token}, "key": key(&at.to_string())});
        fields.to_string()
    });
    let items: Vec<_> = items.collect();
    write(&store, &format!("{{\"version\":1,\"entries\":[{}]}}", items.join(",")), 0o600);
    let crowd = (0..300).map(|at| {
        let store = store.clone();
        tokio::spawn(async move { token(store.load(&key(&at.to_string())).await.unwrap()) })
    });
    let crowd: Vec<_> = crowd.collect();
    for (at, loaded) in crowd.into_iter().enumerate() {
        assert_eq!(loaded.await.unwrap().unwrap(), format!("token {at}"));
    }
    assert!(store.0.loads.reads() < 30, "{} reads", store.0.loads.reads());
    // What was written by others is seen by whoever asks afterwards.
    write(&store, "", 0o600);
    assert!(store.load(&key("1")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_failure_is_told_to_everybody_who_waits_and_to_nobody_after() {
    let (_folder, store) = store();
    write(&store, "garbage", 0o600);
    let (a, b) = (key("a"), key("a"));
    let (one, two) = tokio::join!(store.load(&a), store.load(&b));
    assert_eq!((one.unwrap_err().kind(), two.unwrap_err().kind()), (ErrorKind::Store, ErrorKind::Store));
    write(&store, "", 0o600);
    assert!(store.load(&a).await.unwrap().is_none());
}

#[test]
fn a_load_whose_runtime_ends_keeps_no_other_from_loading() {
    let (_folder, store) = store();
    write(&store, "", 0o600);
    for _ in 0..20 {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let other = store.clone();
        runtime.block_on(async move {
            tokio::spawn(async move { other.load(&key("a")).await });
            tokio::task::yield_now().await;
        });
        runtime.shutdown_background();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found =
        runtime.block_on(async { tokio::time::timeout(Duration::from_secs(5), store.load(&key("a"))).await });
    assert!(found.expect("it waits for a read that nobody does").unwrap().is_none());
}
