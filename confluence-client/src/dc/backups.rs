//! Backups, and restoring from them.

use crate::client::download::Download;
use crate::declare::endpoints;
use crate::ids::{JobId, SpaceKey};
use crate::models::dc::{
    BackupFile, BackupJob, BackupUpload, JobOperation, JobScope, JobState, SiteBackup, SiteRestore,
    SpaceBackup, SpaceRestore,
};

endpoints! { DataCenter:
    /// Cancels all queued jobs.
    fn cancel_queued() -> () = CancelAllQueuedJobs: PUT "/backup-restore/jobs/clear-queue"

    /// Cancels a job.
    fn cancel(job: JobId) -> BackupJob = CancelJob: PUT "/backup-restore/jobs/{job}/cancel"

    /// Writes a backup of the site.
    fn back_up_site() -> BackupJob = CreateSiteBackupJob: POST "/backup-restore/backup/site" <- SiteBackup

    /// Restores the site from a backup that the server has; all of it is replaced.
    fn restore_site() -> BackupJob = CreateSiteRestoreJob: POST "/backup-restore/restore/site" <- SiteRestore

    /// Restores the site from a backup that is sent along; all of it is replaced.
    fn restore_site_from() -> BackupJob = CreateSiteRestoreJobForUploadedBackupFile:
        POST "/backup-restore/restore/site/upload" <- BackupUpload

    /// Writes a backup of some spaces.
    fn back_up_spaces() -> BackupJob = CreateSpaceBackupJob: POST "/backup-restore/backup/space"
        <- SpaceBackup

    /// Restores spaces from a backup that the server has.
    fn restore_spaces() -> BackupJob = CreateSpaceRestoreJob: POST "/backup-restore/restore/space"
        <- SpaceRestore

    /// Restores spaces from a backup that is sent along.
    fn restore_spaces_from() -> BackupJob = CreateSpaceRestoreJobForUploadedBackupFile:
        POST "/backup-restore/restore/space/upload" <- BackupUpload

    /// Downloads the backup of a job; send it with [`Client::download`](crate::Client::download).
    fn download(job: JobId) -> Download = DownloadBackupFile: GET "/backup-restore/jobs/{job}/download"

    /// Lists jobs, the latest first.
    fn jobs() -> Vec<BackupJob> = FindJobs: GET "/backup-restore/jobs" {
        /// At most so many.
        limit: u32,
        /// Only jobs since this time, such as `2026-01-31T00:00:00.000Z`.
        from_date: String,
        /// Only jobs until this time.
        to_date: String,
        /// Only jobs about the site, or about spaces.
        job_scope: JobScope,
        /// Only backups, or restores.
        job_operation: JobOperation,
        /// Only jobs that have come so far.
        job_states: Vec<JobState>,
        /// Only jobs about this space.
        space_key: SpaceKey,
        /// Only jobs of this person, by key.
        owner: String,
    }

    /// Lists the backups that can be restored from.
    fn files() -> Vec<BackupFile> = GetFiles: GET "/backup-restore/restore/files" {
        /// Only those of the site, or of spaces.
        job_scope: JobScope,
    }

    /// Returns one job.
    fn job(job: JobId) -> BackupJob = GetJob: GET "/backup-restore/jobs/{job}"
}
