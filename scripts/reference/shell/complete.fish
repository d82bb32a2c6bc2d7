# Completion of the owner-report commands, for fish. This puts it in its place:
#   owner-report-watchdog completion fish > ~/.config/fish/conf.d/owner-report.fish

# Reads the command line as far as the cursor. Prints the command in it or an empty line, how many words stand behind it, the
# home it names or an empty line, and "behind" where a "--" stands before the cursor.
function __owner_report_read
    set -l tokens (commandline -opc)
    set -l program (string replace -ra '.*/' '' -- $tokens[1] | string replace -a - _)
    set -l commands __owner_report_commands_$program
    set -l valued __owner_report_valued_$program
    set -l command ''
    set -l place 0
    set -l home ''
    set -l behind ''
    set -l option ''
    for token in $tokens[2..-1]
        if test -n "$behind"
            set place (math $place + 1)
        else if test -n "$option"
            test "$option" = --home; and set home $token
            set option ''
        else if test "$token" = --
            set behind behind
        else if string match -q -- '--home=*' $token
            set home (string replace -- --home= '' $token)
        else if string match -q -- '-*' $token
            contains -- $token $$valued; and set option $token
        else if test -z "$command" -a $place = 0; and contains -- $token $$commands
            set command $token
        else
            set place (math $place + 1)
        end
    end
    printf '%s\n' "$command" $place "$home" "$behind"
end

# Whether the command line has this command, and so many words behind it.
function __owner_report_at
    set -l read (__owner_report_read)
    test "$read[1]" = "$argv[1]"; or return 1
    test (count $argv) = 1; or test $read[2] = $argv[2]
end

function __owner_report_behind_dashes
    set -l read (__owner_report_read)
    test "$read[4]" = behind
end

# The ids of the reports in some places of the home.
function __owner_report_ids
    set -l read (__owner_report_read)
    set -l home $read[3]
    test -n "$home"; or set home $OWNER_REPORT_HOME
    test -n "$home"; or set home ~/.clawteam/owner-reports
    set home (string replace -r '^~/' "$HOME/" -- $home)
    for place in $argv
        set -l reports $home/$place/*.md
        # Other names are no ids.
        string replace -rf '^.*/([A-Za-z0-9][A-Za-z0-9._-]*)\.md$' '$1' -- $reports
    end
end

# TABLE
