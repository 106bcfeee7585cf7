//! The command line, told as stories: each folder of `tests/cmd` is one.
//!
//! `story.md` says what people do and what they see, `in/` is what they start with, `out/` what they end
//! with, byte for byte. Lines of a `console` block that begin with `$` are carried out (see `stage.rs` for
//! what there is besides `followthrough`); what stands below them is what was printed: standard error
//! with `! ` before it, and `? 3` for an exit code that is not 0. `{Title}` in a command stands for the
//! handle of the issue with that title, `{file of Title}` for its file. Unless a story says otherwise it
//! is 21 November 2026.
//!
//! `SNAPSHOTS=overwrite cargo test --test cli` writes down what happens now; read the difference.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "stories edit files as people do, behind the back of the tool"
)]

mod changes;
mod files;
mod stage;
mod story;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One test for each story.
macro_rules! stories {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            story::tell(stringify!($name));
        })*

        const TOLD: &[&str] = &[$(stringify!($name)),*];
    };
}

stories! {
    a_ballot_box_in_a_column
    a_conflict_in_a_report
    a_conflict_in_an_issue_file
    a_configuration_that_no_tracker_has
    a_due_date_that_is_not_understood
    a_folder_of_documents
    a_grid_table
    a_hard_wrapped_item
    a_heading_for_each_action
    a_heading_of_ones_own_goes
    a_line_is_removed
    a_report_is_split_into_two
    a_long_lived_branch
    a_mark_is_obeyed_once
    a_merged_pull_request
    a_name_is_used_again
    a_new_edition_of_the_reader
    a_note_behind_the_reference
    a_pull_request
    a_reference_beside_another_action
    a_reference_is_broken
    a_reference_is_doubled
    a_report_is_copied
    a_report_is_deleted
    a_report_is_written_over
    a_report_without_actions
    a_sparse_checkout
    a_squash_merge
    a_status_table_without_its_end
    a_suffix_is_mangled
    a_table
    a_task_list_comes_later
    a_third_is_closed_at_once
    a_title_used_again
    a_word_is_edited
    a_word_is_written_by_hand
    a_word_that_cannot_be_unticked
    adopt
    an_action_moves_to_another_report
    an_aligned_table
    an_equal_line_is_copied
    an_issue_file_is_deleted
    an_issue_file_without_a_state
    an_issue_of_another_tracker
    an_item_is_wrapped_anew
    an_output_over_a_report
    an_unknown_key
    another_action_after_all
    another_report_takes_its_place
    bytes_stay
    check_for_programs
    check_in_every_format
    close_and_reopen
    close_by_hand
    confidential
    done_at_first_sight
    dropped_without_reason
    due_by_policy
    equal_texts_with_other_owners
    filed_anew_after_a_change_of_tracker
    first_adoption
    first_sync_and_second
    front_matter_that_cannot_be_read
    given_up
    hand_edits_live_on
    handed_on_in_a_pull_request
    how_things_stand
    left_on_the_tracker_before
    linked_by_hand
    mangled_issue_files
    many_repositories
    measures_beside_tasks
    moved_out_of_the_reports
    named_by_its_front_matter
    never_written_back
    no_wall_of_red
    not_utf8
    not_yaml
    nothing_here
    nothing_is_overdue
    odd_files
    one_of_two_is_linked
    only_references_are_written
    only_since
    opting_out
    overdue
    plain_text
    renamed_and_reworded_before_the_write_back
    renamed_and_reworded_beyond_recognition
    renamed_beside_a_copy
    renamed_with_references
    renamed_without_references
    reopened_in_a_table
    reports_are_not_written
    reworded_a_little
    reworded_wholly
    reworded_with_its_reference
    settled_and_reworded_without_its_reference
    several_outputs
    several_things_at_once
    sixty_at_once
    started_in_a_subfolder
    struck_with_a_reason
    templates_of_ones_own
    texts_without_lines
    the_configuration
    the_policy_of_the_base
    the_same_id_twice
    the_same_title_in_two_reports
    the_scope_gets_a_name
    the_words_of_an_archived_report
    the_write_back_branch_is_not_merged
    the_write_back_is_reverted
    tick_a_box
    tick_and_close_at_once
    ticked_and_committed
    two_branches
    two_equal_titles
    two_projects
    untick_a_box
    usage
    waived
    waived_without_an_issue_of_ours
    what_a_rule_wants
    what_reports_must_say
    which_actions_are_tracked
    words_of_ones_own
    words_of_the_column
}

#[test]
fn every_story_is_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let written: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let told: BTreeSet<String> = TOLD.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(written, told, "name every folder in `stories!`");
}
