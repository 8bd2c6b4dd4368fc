"""The commands of shells, by how sure a word is to be one."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURE: Final = _words(
    """
    adduser arping ash awk base32 base64 bash bcdboot bcdedit bitsadmin blkid
    busybox bzcat bzip2 c89 c99 cacls capsh cdparanoia certutil chattr chef-shell
    chef-vault chgrp chmod chown chpasswd chroot cmd cpan cpio crontab cscli cscript
    csh csvtool curl dash dd diskpart dmesg dosfsck dsquery ed egrep esentutl expr
    facter fdisk fgrep finger fish flock forfiles fping ftp gawk getent gpg grep
    groups gtester gunzip gzip hexdump hostname hping3 htop icacls iconv ifconfig
    initctl iostat ipconfig iptables iwconfig jjs jrunscript ksh ksshell lastlog
    ldconfig ldd locale logsave lp-solve lsblk lscpu lsof lspci lsusb ltrace
    lwp-download lwp-request lynx mawk md5sum mkdir mkfifo mkfs mknod mount mshta
    msiexec mtr nano nawk nc ncat netcat netsh netstat ngrep nl nmap nohup nroff
    nsenter nslookup ntpdate od openssl openvt passwd pgrep pkexec pkill powershell
    printenv psftp puppet pwsh rbash rcp readelf reg regini regsvr32 rev rlogin
    rlwrap rmdir rmt-dump robocopy rsh rsync rundll32 rvim sash schtasks scp sed
    setarch setfacl setsid sftp sh sha1sum sha256sum socat ssh ssh-copy-id sshpass
    start-stop-daemon stdbuf strace strings su sudo sysctl sysinfo systemd-resolve
    systeminfo tac takeown tar taskkill tasklist tclsh tcpdump tcsh tee telnet tftp
    timeout tmux touch tshark ttylog uconv ulimit umount uname uncompress unlink
    unlzma unxz unzip useradd userdel usermod uudecode uuencode vigr vimdiff vipw
    virsh visudo vmstat w3m wc wevtutil wget whoami whois wish wmic wscript xargs
    xcopy xmodmap xxd xz zcat zcmp zdiff zgrep zip zsh
    """
)
"""Words that nobody writes but to a shell, or hardly anybody."""

TOOLS: Final = _words(
    """
    ansible ansible-doc ansible-galaxy ansible-inventory ansible-playbook apk
    apt-get aptitude composer dnf dpkg easy_install gcc gdb gem gimp git journalctl
    kubectl ln lsb_release lua mysql mysqldump node npm perl php pip pip3 pipx psql
    python python2 python3 rpm ruby sqlite3 svn systemctl vim yum zypper
    """
)
"""Programs that are written about, with their options."""

SHORT: Final = _words("id ls ps pwd cd df du cp mv rm dir ll uptime sh vi ip ver env")
"""Commands that are short, and seldom a word of a sentence."""

WORDS: Final = _words(
    """
    acpi alias arch at cat comm cancel check clear column command compress copy cut date
    del diff dig echo emacs erase eval exec exit expand export factor false file find
    fold free gcore head history host hosts info install irb jobs join kill last less
    link login look mail make man more move net nice open page passthru paste patch perf
    ping pinky pr print printf read rename reset restart route run screen script
    service set shutdown sleep snap sort split stat start stop tail task test time top
    tracert traceroute tree true type uniq unset users view wait watch whereis which who
    write yes halt reboot poweroff
    """
)
"""Commands that are words of a language too."""

PREFIXES: Final = _words(
    "builtin busybox command doas env eval exec flock ionice nice nohup setsid stdbuf "
    "strace sudo time timeout watch xargs"
)
"""Commands that run the command after them."""
